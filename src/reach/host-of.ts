/**
 * `host:port` that the arguments of `http.request` or `fetch` lead to, as far as they tell; '' where there is none (a socket path, no URL),
 * or where they are nothing that Node takes: to refuse them is its own.
 */
export function hostOf(args: readonly unknown[]): string {
  try {
    return hostOfArguments(args);
  } catch {
    return '';
  }
}

function hostOfArguments([first, second]: readonly unknown[]): string {
  const url = urlOf(first);
  const options = (url === undefined ? first : second) as RequestTarget | undefined | null;
  const given = typeof options === 'object' && options !== null ? options : {};
  if (given.socketPath) return '';
  const asked = askedByProxy(given);
  if (asked !== undefined) return hostOfUrl(asked);
  const [, host = given.host, portInHost] = /^(\[.*\]|[^:]*):(\d+)$/.exec(given.host ?? '') ?? [];
  const name = given.hostname || host || url?.hostname;
  return name ? atPort(name, given.port || portInHost || (url === undefined ? given.defaultPort : portOf(url))) : '';
}

/**
 * The same call, straight to where it leads, where it goes by a proxy: its host is the proxy then, and its path the whole URL, as axios
 * does where HTTP_PROXY is set.
 */
export function withoutProxy(args: readonly unknown[]): readonly unknown[] {
  const asked = args.map((arg) => (typeof arg === 'object' && arg !== null ? askedByProxy(arg) : undefined));
  return args.map((arg, at) => {
    const url = asked[at];
    if (url === undefined) return arg;
    const { hostname, port, pathname, search } = url;
    return { ...(arg as object), host: hostname, hostname, port: port || PORTS[url.protocol], path: `${pathname}${search}` };
  });
}

function askedByProxy({ path }: RequestTarget): URL | undefined {
  return typeof path === 'string' && /^https?:\/\//i.test(path) && URL.canParse(path) ? new URL(path) : undefined;
}

/** `host:port` of a URL, the port of its protocol where it names none. */
export function hostOfUrl(url: URL): string {
  return atPort(url.hostname, portOf(url));
}

/** `host:port`; the host alone where no port is known. IPv6 in brackets. */
export function atPort(host: string, port: string | number | undefined): string {
  const name = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  return port === undefined || port === '' ? name : `${name}:${port}`;
}

interface RequestTarget {
  readonly hostname?: string | null;
  readonly host?: string | null;
  readonly port?: string | number | null;
  readonly defaultPort?: string | number;
  readonly socketPath?: string | null;
  readonly path?: string | null;
}

const PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

function portOf({ port, protocol }: URL): string {
  return port || PORTS[protocol] || '';
}

function urlOf(value: unknown): URL | undefined {
  const text =
    typeof value === 'string'
      ? value
      : ((value as { href?: string; url?: string } | null)?.href ?? (value as { url?: string } | null)?.url);
  return typeof text === 'string' ? parsed(text) : undefined;
}

/** A call is asked several times where it leads; nothing here changes what it gets. */
let newest: { readonly text: string; readonly url: URL | undefined } = { text: '', url: undefined };

function parsed(text: string): URL | undefined {
  if (text !== newest.text) newest = { text, url: URL.canParse(text) ? new URL(text) : undefined };
  return newest.url;
}
