import { stripVTControlCharacters } from 'node:util';
import { writeExactly } from '../../shared/values/exact-json';

/** Text of at most `most` characters that says what was cut. */
export function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}… [${text.length - most} more characters]`;
}

/** A value as text: JSON where it has any. */
export function asText(value: unknown, most: number): string {
  return cut(typeof value === 'string' ? value : safeJson(value), most);
}

/** Node's own lines of a stack, and Jest's: jest-message-util takes them out of what Jest prints, too. */
const INTERNAL_FRAMES = [
  /^\s+at (?:.*[( ])?node:/,
  /^\s+at .*[\\/]node_modules[\\/](?:@jest[\\/]|jest-|expect[\\/])/,
  /^\s+at (?:new )?Promise(?:\.\w+)? \(<anonymous>\)$/,
];

/** An error as Jest prints it, without colours. */
export function errorText(error: unknown): string {
  const { stack, message } = (error ?? {}) as Partial<Error>;
  // Jest's matchers colour their messages.
  const lines = stripVTControlCharacters(String(stack ?? message ?? error)).split('\n');
  return lines.filter((line) => !INTERNAL_FRAMES.some((frame) => frame.test(line))).join('\n');
}

function safeJson(value: unknown): string {
  try {
    return writeExactly(value) ?? String(value);
  } catch (error) {
    return `[not JSON: ${(error as Error).message}]`;
  }
}
