/** A message of JSON-RPC 2.0, as far as the other side kept to it. */
export interface Message {
  readonly id?: unknown;
  readonly method?: unknown;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
}

export type MessageId = string | number;

/** Codes of the specification, https://www.jsonrpc.org/specification#error_object. */
export const METHOD_NOT_FOUND = -32601;
export const INVALID_PARAMS = -32602;
export const INTERNAL_ERROR = -32603;
/** For an answer whose error has no code. */
const UNKNOWN_ERROR = -32001;

/** An error in an answer: the other side's, or ours on its way out. */
export class RpcError extends Error {
  constructor(
    readonly code: number,
    message: string,
    readonly data?: unknown,
  ) {
    super(message);
  }
}

/** The connection is over, or ended before an answer came. */
export class ConnectionEnded extends Error {}

export function isMessageId(id: unknown): id is MessageId {
  return typeof id === 'string' || typeof id === 'number';
}

/** The error of an answer, whatever stands there. */
export function errorIn(error: unknown): RpcError {
  const { code, message, data } = Object(error) as Record<string, unknown>;
  return new RpcError(typeof code === 'number' ? code : UNKNOWN_ERROR, typeof message === 'string' ? message : '', data);
}

/** How an answer tells an error. */
export function errorBody(error: unknown): object {
  if (error instanceof RpcError) return { code: error.code, message: error.message, ...(error.data !== undefined && { data: error.data }) };
  return { code: INTERNAL_ERROR, message: error instanceof Error ? error.message : String(error) };
}
