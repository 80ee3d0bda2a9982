import type { ExecuteResult, ProgramInfo } from '../shared/boundaries/bridge';
import type { LmReply } from '../shared/boundaries/lm-call';
import type { AdapterRequestOptions } from './adapter';
import { askedOutputs, lmCallOf } from './mock-call';
import { checkInputs } from './mock-inputs';
import { withinLimit } from './mock-limit';
import { outputsOf } from './mock-outputs';

export interface MockRun {
  readonly program: ProgramInfo;
  readonly model: string;
  readonly inputs: Record<string, unknown>;
  readonly stream: boolean;
}

/** One run of a program: the reply that came, and what it is as a result, which may be refused. */
export async function runMock(
  { program, model, inputs, stream }: MockRun,
  options: AdapterRequestOptions,
): Promise<{ readonly reply: LmReply; readonly result: () => ExecuteResult }> {
  checkInputs(inputs, program.signature?.inputs ?? [], program.id);
  const call = { ...lmCallOf(program, model, inputs), stream };
  const startedAt = performance.now();
  const { reply, callId } = await withinLimit(options.user.answer(call, options.signal), options);
  options.onCall?.(callId);
  const result = (): ExecuteResult => {
    const { values, usage } = outputsOf(reply, askedOutputs(program), program.id);
    return { outputs: values, usage, lmCalls: 1, durationMs: performance.now() - startedAt };
  };
  return { reply, result };
}
