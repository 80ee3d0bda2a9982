import { blocked, type FenceOptions } from '../../../reach/fence';
import { hostOfUrl } from '../../../reach/host-of';
import { findCaller } from '../../../shared/stack-places';
import type { AnyFunction } from '../../../shared/stand-in';
import { wrapMethod } from '../../../shared/wrap-method';

/** As much of a page as is needed: Node alone has none. */
type Sandbox = typeof globalThis & {
  readonly XMLHttpRequest?: { readonly prototype: { open: AnyFunction; send: AnyFunction } };
  readonly document?: { readonly baseURI: string };
};

/** A DOM sends a synchronous XMLHttpRequest by a process of its own, around every door, and holds the worker meanwhile. */
const HOLDS: NonNullable<FenceOptions['refusal']> = {
  code: 'LM_UNREACHABLE',
  why: 'a synchronous XMLHttpRequest holds the worker until it has ended, and the rules that would answer with it',
  next: "open it asynchronously, and wait for its load event: request.open('POST', url, true)",
};

/** Refuses synchronous requests to LM hosts, as the platform tells of a failed connection: NetworkError. */
export function refuseSyncRequests(sandbox: Sandbox, { isLmHost, onBlocked }: FenceOptions): { close(): void } {
  const { prototype } = sandbox.XMLHttpRequest ?? {};
  if (prototype === undefined) return { close: () => undefined };
  const hosts = new WeakMap<object, string>();
  const refuse = (host: string): never => {
    const error = blocked(host, findCaller(), HOLDS);
    void onBlocked(error);
    throw new sandbox.DOMException(error.message, 'NetworkError');
  };
  const opening = (original: AnyFunction): AnyFunction =>
    function open(this: object, ...args: unknown[]) {
      const result: unknown = Reflect.apply(original, this, args);
      hosts.set(this, args.length > 2 && !args[2] ? hostOfLink(String(args[1]), sandbox) : '');
      return result;
    };
  const sending = (original: AnyFunction): AnyFunction =>
    function send(this: object, ...args: unknown[]) {
      const host = hosts.get(this) ?? '';
      return host !== '' && isLmHost(host) ? refuse(host) : Reflect.apply(original, this, args);
    };
  const restores = [wrapMethod(prototype, 'open', opening), wrapMethod(prototype, 'send', sending)];
  return { close: () => restores.forEach((restore) => void restore()) };
}

function hostOfLink(link: string, { document }: Sandbox): string {
  return URL.canParse(link, document?.baseURI) ? hostOfUrl(new URL(link, document?.baseURI)) : '';
}
