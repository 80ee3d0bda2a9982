import type { Socket } from 'node:net';
import { RPC_TYPED_ERROR } from '../../shared/boundaries/bridge';
import type { DebugChannel } from '../../shared/debug';
import { DspexError, ERROR_CODES, isDspexError, type WireError } from '../../shared/errors';
import { systemError } from '../../shared/system-error';
import { ConnectionEnded, INTERNAL_ERROR, INVALID_PARAMS, RpcError } from './message';
import { Peer } from './peer';

export type Rpc = Peer;

/** JSON-RPC 2.0 over a socket: see Peer. */
export function openRpc(socket: Socket, onBroken: (error: Error) => void, channel: DebugChannel | null = null): Rpc {
  return new Peer({ socket, onBroken, channel });
}

/** A typed error on its way out, as a JSON-RPC error; anything else is told as it is. */
export function toRpcError(error: unknown): RpcError {
  const typed = isDspexError(error) ? error : systemError(error, "What this test needs of the run's own processes");
  if (typed !== undefined) return new RpcError(RPC_TYPED_ERROR, typed.parts.what, typed.toWire());
  return new RpcError(INTERNAL_ERROR, error instanceof Error ? error.message : String(error));
}

/** What the other side answered with, as a DspexError; null when it is no answer (the connection ended). */
export function fromRpcError(error: unknown, method: string): DspexError | null {
  if (!(error instanceof RpcError)) return null;
  if (error.code === RPC_TYPED_ERROR && isWireError(error.data)) return DspexError.fromWire(error.data);
  if (error.code === INVALID_PARAMS) return badParams(error, method);
  return new DspexError({
    code: 'PROTOCOL_ERROR',
    what: `Python refused "${method}" (JSON-RPC error ${error.code}).`,
    why: error.message,
    next: 'npm ls @dspex/jest-preset   # two versions of the package, or a damaged installation',
    cause: error,
  });
}

/** What is sent follows the types of the API, unless who calls it follows others: in plain JavaScript nobody says so before. */
function badParams(error: RpcError, method: string): DspexError {
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

/** True where the connection ended before an answer came, or before the request was sent. */
export function isClosed(error: unknown): boolean {
  return error instanceof ConnectionEnded;
}

function isWireError(data: unknown): data is WireError {
  const { code, what, why, next } = (data ?? {}) as Record<string, unknown>;
  return ERROR_CODES.some((known) => known === code) && [what, why, next].every((text) => typeof text === 'string');
}
