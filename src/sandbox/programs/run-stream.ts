import type { StreamPiece as WirePiece } from '../../shared/boundaries/stream';
import { DspexError } from '../../shared/errors';
import { decodeValues, encodeValues } from '../../shared/values/values';
import { decodeRecord, encodeRecord, type GetContext, request } from '../facade/current-context';
import type { Execution } from './execution';
import type { StreamOptions, StreamPiece } from './stream-types';

export interface RunStream {
  readonly owner: GetContext;
  readonly address: { readonly session: string; readonly id: string };
  readonly inputs: object;
  readonly options: StreamOptions;
  readonly take: (piece: Exclude<StreamPiece, Execution<unknown>>) => void;
  /** Aborted when nobody reads any more. */
  readonly gone: AbortSignal;
}

/** Runs a program once; gives its pieces to `take`, and then the execution. */
export async function runStream<O>({ owner, address, inputs, options, take, gone }: RunStream): Promise<Execution<O>> {
  const { timeoutMs, fields, status } = options;
  const params = {
    ...address,
    inputs: encodeRecord(inputs, 'inputs'),
    fields: fields?.map((one) => (typeof one === 'string' ? { field: one } : one)) ?? null,
    status: typeof status === 'object' && status !== null ? Object.keys(status) : (status ?? null),
  };
  const reader = { gone, take: (text: string) => take(pieceOf(JSON.parse(text) as WirePiece)) };
  const said = new Said(status);
  try {
    const result = (await request(owner, 'stream', params, { timeoutMs, reader, tools: said.functions })) as Execution<unknown>;
    const { outputs, usage, lmCalls, durationMs } = result;
    return { outputs: decodeRecord(outputs) as O, usage, lmCalls, durationMs };
  } catch (error) {
    throw said.failed === undefined ? error : said.failed.error;
  }
}

function pieceOf(piece: WirePiece): Exclude<StreamPiece, Execution<unknown>> {
  return 'value' in piece ? { ...piece, value: decodeValues(piece.value) } : piece;
}

/** The functions that say what a program does. */
class Said {
  readonly functions: Record<string, (about: unknown) => Promise<unknown>> | undefined;
  /** What the first of them threw, as it was thrown. */
  failed: { readonly error: unknown } | undefined;

  constructor(status: StreamOptions['status']) {
    if (typeof status !== 'object' || status === null) return;
    this.functions = Object.fromEntries(Object.entries(status).map(([moment, say]) => [moment, this.saying(moment, say)]));
  }

  private saying(moment: string, say: (about: never) => unknown): (about: unknown) => Promise<unknown> {
    return async (about) => {
      try {
        return encodeValues((await say(decodeRecord(about) as never)) ?? null, `the status of ${moment}`);
      } catch (error) {
        this.failed ??= { error };
        throw error;
      }
    };
  }
}

/** For what its reader called off. */
export function streamCancelled(reason: unknown): DspexError {
  return new DspexError({
    code: 'EXECUTE_CANCELLED',
    what: 'The stream was cancelled; its program was ended.',
    why: `its AbortSignal was aborted${reason === undefined ? '' : `: ${(reason as Error | null)?.message ?? String(reason)}`}`,
    next: 'abort later, or not at all',
    cause: reason,
  });
}
