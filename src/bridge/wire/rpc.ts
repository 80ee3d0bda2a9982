import type { Socket } from 'node:net';
import {
  CancellationTokenSource,
  ConnectionError,
  createMessageConnection,
  ErrorCodes,
  type MessageConnection,
  ResponseError,
} from 'vscode-jsonrpc/node';
import { RPC_TYPED_ERROR } from '../../shared/boundaries/bridge';
import type { DebugChannel } from '../../shared/debug';
import { DspexError, ERROR_CODES, isDspexError, type WireError } from '../../shared/errors';
import { systemError } from '../../shared/system-error';
import { MessageReader } from './message-reader';
import { MessageWriter } from './message-writer';
import { watched } from './watched-messages';

export { CancellationTokenSource };
export type Rpc = MessageConnection;

const SILENT = { error: () => undefined, warn: () => undefined, info: () => undefined, log: () => undefined };

/**
 * Errors that the library makes itself when the connection ends under a request: it was disposed of, or a message could not be written.
 * No answer of the other side has these codes.
 */
const ENDED: readonly number[] = [ErrorCodes.PendingResponseRejected, ErrorCodes.MessageWriteError];

/**
 * JSON-RPC 2.0 over a socket, framed as in the Language Server Protocol. `onBroken` gets what is no message at all.
 *
 * That is known to the reader alone. Whatever else goes wrong, such as a write to a process that has just died, is the end of the
 * connection, in whatever form it shows: the socket is destroyed, and its `close` is what everybody waits for.
 *
 * `channel`: where DEBUG shows the messages; null: nowhere.
 */
export function openRpc(socket: Socket, onBroken: (error: Error) => void, channel: DebugChannel | null = null): Rpc {
  const ends = watched(new MessageReader(socket, onBroken), new MessageWriter(socket), channel);
  const connection = createMessageConnection(...ends, SILENT);
  connection.onError(() => socket.destroy());
  return connection;
}

/** A typed error on its way out, as a JSON-RPC error; anything else is told as it is. */
export function toRpcError(error: unknown): ResponseError<WireError | undefined> {
  const typed = isDspexError(error) ? error : systemError(error, "What this test needs of the run's own processes");
  if (typed !== undefined) return new ResponseError(RPC_TYPED_ERROR, typed.parts.what, typed.toWire());
  return new ResponseError(-32603, error instanceof Error ? error.message : String(error));
}

/** What the other side answered with, as a DspexError; null when it is no answer (the connection ended). */
export function fromRpcError(error: unknown, method: string): DspexError | null {
  if (!(error instanceof ResponseError) || ENDED.includes(error.code)) return null;
  if (error.code === RPC_TYPED_ERROR && isWireError(error.data)) return DspexError.fromWire(error.data);
  if (error.code === ErrorCodes.InvalidParams) return badParams(error, method);
  return new DspexError({
    code: 'PROTOCOL_ERROR',
    what: `Python refused "${method}" (JSON-RPC error ${error.code}).`,
    why: error.message,
    next: 'npm ls @dspex/jest-preset   # two versions of the package, or a damaged installation',
    cause: error,
  });
}

/** What is sent follows the types of the API, unless who calls it follows others: in plain JavaScript nobody says so before. */
function badParams(error: ResponseError<unknown>, method: string): DspexError {
  return new DspexError({
    code: 'INPUT_TYPE',
    what: `"${method}" was given what it does not take.`,
    why: error.message
      .replace(/\bNoneType\b/g, 'null')
      .replace(/\bdict\b/g, 'an object')
      .replace(/\bstr\b/g, 'text'),
    next: 'give it what its types in TypeScript say; if it was that, two versions of the package may be there: npm ls @dspex/jest-preset',
    cause: error,
  });
}

/** True for what the library throws when it is asked to send over a connection that has ended. */
export function isClosed(error: unknown): boolean {
  return error instanceof ConnectionError;
}

function isWireError(data: unknown): data is WireError {
  const { code, what, why, next } = (data ?? {}) as Record<string, unknown>;
  return ERROR_CODES.some((known) => known === code) && [what, why, next].every((text) => typeof text === 'string');
}
