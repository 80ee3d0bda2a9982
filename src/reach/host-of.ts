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
  const [, host = given.host, portInHost] = /^(\[.*\]|[^:]*):(\d+)$/.exec(given.host ?? '') ?? [];
  const name = given.hostname || host || url?.hostname;
  return name ? atPort(name, given.port || portInHost || (url === undefined ? given.defaultPort : portOf(url))) : '';
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
  return typeof text === 'string' && URL.canParse(text) ? new URL(text) : undefined;
}
