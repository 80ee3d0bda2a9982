/** Where two replies differ of which one was cleaned, as `toolCalls[0].arguments.note`. Chunks say again what the text says. */
export function redactedPlaces(said: unknown, clean: unknown, at = 'reply'): string[] {
  if (said === clean) return [];
  if (!isTree(said) || !isTree(clean)) return [at];
  const names = new Set([...Object.keys(said), ...Object.keys(clean)]);
  // A field's name may have been a secret: then there are two, and neither is shown.
  if (names.size !== Object.keys(clean).length) return [at];
  const shown = (name: string): string => (Array.isArray(said) ? `${at}[${name}]` : `${at}.${name}`);
  return [...names]
    .filter((name) => name !== 'chunks' && name !== 'delaysMs')
    .flatMap((name) => redactedPlaces(said[name], clean[name], shown(name)));
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
