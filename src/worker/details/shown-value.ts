import { stripVTControlCharacters } from 'node:util';

/** Text of at most `most` characters that says what was cut. */
export function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}… [${text.length - most} more characters]`;
}

/** A value as text: JSON where it has any. */
export function asText(value: unknown, most: number): string {
  return cut(typeof value === 'string' ? value : safeJson(value), most);
}

/** An error as Jest prints it, without colours. */
export function errorText(error: unknown): string {
  const { stack, message } = (error ?? {}) as Partial<Error>;
  // Jest's matchers colour their messages.
  return stripVTControlCharacters(String(stack ?? message ?? error));
}

function safeJson(value: unknown): string {
  try {
    return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner)) ?? String(value);
  } catch (error) {
    return `[not JSON: ${(error as Error).message}]`;
  }
}
