import type { LmCall, LmErrorReply } from '../../shared/boundaries/lm-call';
import { DspexError } from '../../shared/errors';
import type { Provider } from './provider';

/** The codes of errors that say that there was no connection. */
const UNREACHED = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'];

/** True when a call that failed did not reach the provider: it costs nothing. */
export function neverArrived(error: unknown): boolean {
  return causesOf(error).some(({ code }) => code !== undefined && UNREACHED.includes(code));
}

/** SDKs and `fetch` wrap what happened several times over: the innermost says it. */
export function reasonOf(error: unknown): string {
  const reasons = causesOf(error).map(({ message, code }) => message || code || '');
  return [...new Set(reasons.map((text) => text.replace(/\.$/, '')))].filter((text) => text !== '').join(': ') || String(error);
}

function causesOf(error: unknown): { message?: string; code?: string }[] {
  if (typeof error !== 'object' || error === null) return [];
  // Several addresses were tried: one stands for all.
  const { cause, errors } = error as { cause?: unknown; errors?: unknown[] };
  return [error as { message?: string; code?: string }, ...causesOf(cause ?? errors?.[0])];
}

/** True for a refusal that will not pass in minutes. Gemini names the quota; OpenAI calls a spent one so. */
export function isSpentQuota({ status, code }: LmErrorReply): boolean {
  return status === 429 && code !== null && /PerDay|insufficient_quota/i.test(code);
}

/** True for a refusal of the key: by its status, or by Google's word for it. */
export function isKeyRefused({ status, body }: LmErrorReply): boolean {
  return status === 401 || (status === 400 && (body?.text ?? '').includes('API_KEY_INVALID'));
}

/** A key that its provider does not know. */
export function keyRefused(call: LmCall, said: LmErrorReply, { host }: Provider, variable: string | null): DspexError {
  const key = variable === null ? 'a call without a key' : `the key in ${variable}`;
  return new DspexError({
    code: 'LM_KEY_REFUSED',
    what: `${host} refuses ${key} (${said.status}, model ${call.model}).`,
    why: said.message,
    next:
      variable === null
        ? "lm: { real: { apiKeyVariable: 'MY_TEST_API_KEY' } }   # the variable that holds the key of that server"
        : `${variable}=<a key of ${host}> npx jest …   # lm.real.apiKeyVariable names another variable, lm.real.baseUrl another host`,
  });
}

/** A call that did not come back. */
export function providerFailed(call: LmCall, why: string, { name, host }: Provider, isUnreached: boolean): DspexError {
  return new DspexError({
    code: 'LM_PROVIDER_FAILED',
    what: `The real LM call of ${call.model} ${isUnreached ? `did not reach ${host}` : `did not come back from ${host}`} (provider ${name}).`,
    why,
    next: isUnreached
      ? `see whether ${host} can be reached from here, and what lm.real.baseUrl says; or answer the call by a rule: dspex.lm.when(…).reply(…)`
      : 'run it again; what LM mode "cached" has recorded once is not asked again',
  });
}

/** A call that the provider refuses for longer than anybody waits. */
export function quotaExhausted(call: LmCall, quotaId: string, message: string): DspexError {
  return new DspexError({
    code: 'LM_QUOTA_EXHAUSTED',
    what: `The provider refuses ${call.model} until its quota is there again (${quotaId}).`,
    why: message,
    next: 'wait for the next day, or take a key with more quota; it is not tried again',
  });
}
