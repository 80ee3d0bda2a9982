import type { AbortSignalLike } from '../shared/boundaries/abort-signal';
import type { CommandParams, CommandResult } from '../shared/boundaries/bridge';
import type { LmReply } from '../shared/boundaries/lm-call';
import type { StreamReader } from '../shared/boundaries/stream';
import { valueWithin } from '../shared/waits/bounded';
import { either } from '../shared/waits/either-signal';
import type { AdapterRequestOptions } from './adapter';
import { outputsOf } from './mock-outputs';
import { heardFields, type PacedPiece, piecesOf } from './mock-pieces';
import { type MockRun, runMock } from './mock-run';
import { MockStatus } from './mock-status';

type Result = CommandResult<'stream'>;
type Params = Pick<CommandParams<'stream'>, 'fields' | 'status'>;

const STOPPED: Result = { outputs: {}, usage: { inputTokens: 0, outputTokens: 0 }, lmCalls: 0, durationMs: 0, ended: 'stopped' };

/** A program's one LM call as a stream: the status around it, the fields in pieces, then the outputs. */
export async function streamMock(run: MockRun, params: Params, options: AdapterRequestOptions): Promise<Result> {
  const reader = options.reader as StreamReader;
  const heard = heardFields(run.program, params.fields);
  const status = new MockStatus(run, params.status, options);
  await status.begin();
  const answered = await either([options.signal, reader.gone], (signal) => runMock(run, { ...options, signal })).catch(
    unlessGone(reader.gone),
  );
  if (answered === undefined) return STOPPED;
  const { reply, result } = answered;
  const { outputs } = result();
  if (!(await readAll(piecesOf(reply, outputs, heard), reader))) return STOPPED;
  if (reply.kind === 'message' && reply.cutAfter !== null) outputsOf(CONNECTION_LOST, [], run.program.id);
  await status.end(outputs);
  return { ...result(), ended: 'whole' };
}

const CONNECTION_LOST: LmReply = { kind: 'fault', fault: 'reset' };

/** False where the reader goes before the last. */
async function readAll(pieces: readonly PacedPiece[], { gone, take }: StreamReader): Promise<boolean> {
  for (const { waitMs, piece } of pieces) {
    if (waitMs > 0) await valueWithin(aborted(gone), waitMs);
    if (gone.aborted) return false;
    take(JSON.stringify(piece));
  }
  return true;
}

function aborted(signal: AbortSignalLike): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', resolve);
    if (signal.aborted) resolve();
  });
}

function unlessGone(gone: AbortSignalLike): (error: unknown) => undefined {
  return (error) => {
    if (!gone.aborted) throw error;
  };
}
