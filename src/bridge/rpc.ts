import type { Socket } from 'node:net';
import {
  CancellationTokenSource,
  createMessageConnection,
  type MessageConnection,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import { RPC_TYPED_ERROR } from '../shared/boundaries/bridge';
import { DspexError, isDspexError, type WireError } from '../shared/errors';

export { CancellationTokenSource };
export type Rpc = MessageConnection;

const SILENT = { error: () => undefined, warn: () => undefined, info: () => undefined, log: () => undefined };

const LOST = ['ECONNRESET', 'EPIPE'];

/** JSON-RPC 2.0 over a socket, framed as in the Language Server Protocol. `onBroken` gets what is no message at all. */
export function openRpc(socket: Socket, onBroken: (error: Error) => void): Rpc {
  const connection = createMessageConnection(new StreamMessageReader(socket), new StreamMessageWriter(socket), SILENT);
  connection.onError(([error]) => {
    // The other side died with something unread: the socket's `close` tells of that.
    if (!LOST.includes((error as NodeJS.ErrnoException).code ?? '')) onBroken(error);
  });
  return connection;
}

/** A typed error on its way out, as a JSON-RPC error; anything else is told as it is. */
export function toRpcError(error: unknown): ResponseError<WireError | undefined> {
  if (isDspexError(error)) return new ResponseError(RPC_TYPED_ERROR, error.parts.what, error.toWire());
  return new ResponseError(-32603, error instanceof Error ? error.message : String(error));
}

/** What the other side answered with, as a DspexError; null when it is no answer (the connection ended). */
export function fromRpcError(error: unknown, method: string): DspexError | null {
  if (!(error instanceof ResponseError)) return null;
  const { data } = error as ResponseError<WireError | undefined>;
  if (error.code === RPC_TYPED_ERROR && data?.code !== undefined) return DspexError.fromWire(data);
  return new DspexError({
    code: 'PROTOCOL_ERROR',
    what: `Python refused "${method}" (JSON-RPC error ${error.code}).`,
    why: error.message,
    next: 'npm ls @dspex/jest-preset   # two versions of the package, or a damaged installation',
    cause: error,
  });
}
