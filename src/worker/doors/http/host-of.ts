/** The host name that the arguments of `http.request` or `fetch` lead to; '' where there is none (a socket path, no URL at all). */
export function hostOf(args: readonly unknown[]): string {
  const [first, second] = args;
  const fromUrl = hostOfUrl(first);
  const options = (fromUrl === undefined ? first : second) as RequestTarget | undefined | null;
  if (typeof options !== 'object' || options === null) return fromUrl ?? '';
  if (options.socketPath) return '';
  return options.hostname ?? options.host?.replace(/:\d+$/, '') ?? fromUrl ?? '';
}

interface RequestTarget {
  readonly hostname?: string | null;
  readonly host?: string | null;
  readonly socketPath?: string | null;
}

function hostOfUrl(value: unknown): string | undefined {
  const text =
    typeof value === 'string'
      ? value
      : ((value as { href?: string; url?: string } | null)?.href ?? (value as { url?: string } | null)?.url);
  return typeof text === 'string' && URL.canParse(text) ? new URL(text).hostname : undefined;
}
