import { hostOfUrl } from './host-of';
import { LM_HOST_HEADER } from './led';

/** Where requests to LM hosts are led. */
export interface Leading {
  isLed(host: string): boolean;
  /** The gateway's address for whoever asks now. */
  gateway(): string;
}

/** The headers of a request to an LM host as the gateway gets them: another host, and the first one's name. */
export function ledHeaders(headers: unknown, lmHost: string): Record<string, unknown> {
  const given = Object.entries(asRecord(headers)).filter(([name]) => name.toLowerCase() !== 'host');
  return { ...Object.fromEntries(given), [LM_HOST_HEADER]: lmHost };
}

/** Clients give headers as an object, as pairs, as a flat list of names and values, or as Headers. */
function asRecord(headers: unknown): Record<string, unknown> {
  if (headers === null || headers === undefined) return {};
  if (!(Symbol.iterator in (headers as object))) return headers as Record<string, unknown>;
  const items = [...(headers as Iterable<unknown>)];
  const pairs = typeof items[0] === 'string' ? items.flatMap((name, at) => (at % 2 === 0 ? [[name, items[at + 1]]] : [])) : items;
  return Object.fromEntries(pairs as [string, unknown][]);
}

interface DispatchOptions {
  readonly origin?: string | URL;
  readonly path: string;
  readonly headers?: unknown;
}

interface Dispatcher {
  dispatch(options: DispatchOptions, handler: unknown): boolean;
}

/** A dispatcher of undici's that sends requests to LM hosts to the gateway, and all others where they went. */
export function leadingDispatcher<D extends object>(inner: D, leading: Leading): D {
  const dispatch = (options: DispatchOptions, handler: unknown): boolean =>
    (inner as unknown as Dispatcher).dispatch(ledOptions(options, leading), handler);
  return new Proxy(inner, {
    get(target, name) {
      if (name === 'dispatch') return dispatch;
      const value = Reflect.get(target, name, target) as unknown;
      // Composed of this one, not of what it stands for.
      return typeof value === 'function' && name !== 'compose' && name !== 'constructor' ? value.bind(target) : value;
    },
  });
}

function ledOptions(options: DispatchOptions, { isLed, gateway }: Leading): DispatchOptions {
  const { origin, path, headers } = options;
  if (origin === undefined || !URL.canParse(String(origin))) return options;
  const host = hostOfUrl(new URL(String(origin)));
  if (!isLed(host)) return options;
  const to = new URL(gateway());
  return { ...options, origin: to.origin, path: `${to.pathname}${path}`, headers: ledHeaders(headers, host) };
}
