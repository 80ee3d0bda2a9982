import type { CommandParams, CommandResult } from '../shared/boundaries/bridge';
import type { LmCall } from '../shared/boundaries/lm-call';
import type { AdapterRequestOptions } from './adapter';
import { withinLimit } from './mock-limit';
import { otherReply } from './mock-outputs';

/** The one call that DSPy's embedder would make. */
export async function embedMock(
  { texts, model, options: settings }: Pick<CommandParams<'embed'>, 'texts' | 'model' | 'options'>,
  options: AdapterRequestOptions,
): Promise<CommandResult<'embed'>> {
  const call: LmCall = {
    door: 'mock',
    api: 'dspy',
    operation: 'embed',
    model: model.split('/').pop() as string,
    system: '',
    messages: texts.map((text) => ({ role: 'user', parts: [{ type: 'text', text }] })),
    tools: [],
    schema: null,
    sampling: settings as LmCall['sampling'],
    stream: false,
    fields: null,
  };
  const { reply, callId } = await withinLimit(options.user.answer(call, options.signal), options);
  options.onCall?.(callId);
  if (reply.kind !== 'embeddings') throw otherReply(reply, model);
  return { vectors: reply.vectors };
}
