import type { LmCall, LmErrorReply } from '../../shared/boundaries/lm-call';
import { outputNames } from '../call/call-fields';
import { isRecord } from '../call/read-json';
import { type ErrorReplyParts, errorReply } from '../call/reply';

const NAMES = ['status', 'message', 'retryAfterMs', 'code', 'quotaId'];

/**
 * The error that a function returns as `{ error: { status } }` and nothing else, where the call has no place for such a field: the short
 * form of `lmError`. Whatever else it returns is data.
 */
export function errorOfFunction(result: unknown, call: LmCall): LmErrorReply | undefined {
  if (!isRecord(result) || Object.keys(result).join() !== 'error' || !isRecord(result.error) || takesData(call)) return undefined;
  const { status } = result.error;
  const isStatus = Number.isInteger(status) && Number(status) >= 400 && Number(status) <= 599;
  const isError = isStatus && Object.keys(result.error).every((name) => NAMES.includes(name));
  return isError ? errorReply(result.error as unknown as ErrorReplyParts) : undefined;
}

/** Structured output, or a field of that name, is asked for. */
function takesData(call: LmCall): boolean {
  return call.schema !== null || call.sampling.responseFormat !== undefined || outputNames(call).includes('error');
}
