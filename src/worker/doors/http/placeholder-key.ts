import { PLACEHOLDER_KEY } from '../../../lm/keys/provider-keys';
import { atPort } from '../../../reach/host-of';
import { DspexError } from '../../../shared/errors';

/** Where SDKs put a key. */
const KEY_HEADERS = ['authorization', 'x-api-key', 'x-goog-api-key', 'api-key'];
const KEYS = [PLACEHOLDER_KEY, `Bearer ${PLACEHOLDER_KEY}`];
const IN_QUERY = new RegExp(`[?&](?:key|api_key)=${PLACEHOLDER_KEY}(?:&|$)`);
const ON_THIS_MACHINE = /^(?:localhost|.*\.localhost|127\.[\d.]+|\[?::1\]?)$/;

type Sent = { readonly headers?: unknown; readonly url?: string; readonly href?: string; readonly path?: string } | null | undefined;

/** True for the arguments of `fetch` or `http.request` that hold a placeholder where a key belongs. */
export function carriesPlaceholder(args: readonly unknown[]): boolean {
  return args.some((arg) => {
    if (typeof arg === 'string') return IN_QUERY.test(arg);
    if (typeof arg !== 'object' || arg === null) return false;
    const { headers, url, href, path } = arg as NonNullable<Sent>;
    return IN_QUERY.test(String(url ?? href ?? path ?? '')) || hasKeyHeader(headers);
  });
}

function hasKeyHeader(headers: unknown): boolean {
  if (typeof headers !== 'object' || headers === null) return false;
  const pairs = Symbol.iterator in headers ? [...(headers as Iterable<unknown>)] : Object.entries(headers);
  return pairs.some((pair) => Array.isArray(pair) && KEY_HEADERS.includes(String(pair[0]).toLowerCase()) && KEYS.includes(String(pair[1])));
}

/** Why a request must not be sent: it would leave this machine with what stands for a key. Undefined: it may. */
export function placeholderLeaving({ url, headers }: Request): DspexError | undefined {
  const { hostname, port } = new URL(url);
  if (ON_THIS_MACHINE.test(hostname) || !carriesPlaceholder([{ url, headers }])) return undefined;
  const host = atPort(hostname, port);
  return new DspexError({
    code: 'LM_UNREACHABLE',
    what: `A request to ${host} was refused: where its key belongs it has "${PLACEHOLDER_KEY}", which stands where no key is set.`,
    why: `no rule answers for ${host}, as it is not known as a host of language models or is in allowHosts; a placeholder never leaves this machine`,
    next: `name it as one: testEnvironmentOptions: { dspex: { lm: { hosts: ['${host}'] } } }; or give the client a key`,
  });
}
