/** Text of at most `most` characters that says what was cut. */
export function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}… [${text.length - most} more characters]`;
}

/** A value as text: JSON where it has any. */
export function asText(value: unknown, most: number): string {
  if (typeof value === 'string') return cut(value, most);
  return cut(safeJson(value), most);
}

function safeJson(value: unknown): string {
  try {
    return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner)) ?? String(value);
  } catch (error) {
    return `[not JSON: ${(error as Error).message}]`;
  }
}
