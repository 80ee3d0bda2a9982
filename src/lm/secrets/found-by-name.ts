import { isNamedSecret } from './named-value';
import { elementAt, optionAt, valueAt } from './named-value-at';
import type { Range } from './ranges';
import { type SecretName, secretName, secretVariable } from './secret-names';

/**
 * A name, and what stands between it and its value: `name: x`, `"name": "x"`, `name=x`; an option, `--name x`; an element, `<name>x`. All of it
 * has an end, and begins where a word does: each sign is read a few times at most.
 */
const NAMED = /(?<![\w$-])(-{0,2}[A-Za-z_][\w-]{0,63})(?![\w-])["'`]?\]?\s{0,8}(?:=>|:=|[:=])[^\S\n]{0,8}/g;
const OPTION = /(?<![\w-])--([A-Za-z][\w-]{0,63})[^\S\n]{1,4}(?=[^\s-])/g;
const ELEMENT = /<([A-Za-z_][\w-]{0,63})>(?=[^<\n]{1,300}<\/)/g;
/** In a text without one of these words there is no such name: most texts are done after one quick look. */
const HAS_SUCH_NAME = /pass|key|token|secret|auth|cookie|credential|pwd|pat|dsn|_sk/i;
const MAY_BE_SECRET = /pass|key|token|secret|auth|cookie|credential|pwd|pat$|dsn|_sk/i;
/** A value may hold names of its own, but so many: no sign is read again and again. */
const MOST_IN_ONE = 8;

/** What of a text stands under the name of a secret. */
export function* foundByName(text: string): Generator<Range> {
  if (!HAS_SUCH_NAME.test(text)) return;
  yield* foundBehind(NAMED, text, valueAt);
  if (text.includes('--')) yield* foundBehind(OPTION, text, optionAt);
  if (text.includes('</')) yield* foundBehind(ELEMENT, text, elementAt);
}

function* foundBehind(named: RegExp, text: string, findValue: typeof valueAt): Generator<Range> {
  named.lastIndex = 0;
  let looked = 0;
  let end = 0;
  for (let match = named.exec(text); match !== null; match = named.exec(text)) {
    const means = meaningOf(match[1] as string);
    const value = means && findValue({ text, nameAt: match.index, start: named.lastIndex });
    if (means === null || value === null) continue;
    looked = value.to > end ? 1 : looked + 1;
    end = Math.max(end, value.to);
    const isSecret = isNamedSecret(means, value);
    if (isSecret) yield value;
    if (isSecret || looked >= MOST_IN_ONE) named.lastIndex = end;
  }
}

/** The names of a text are few, and stand there often. */
const meanings = new Map<string, SecretName | null>();
const MOST_REMEMBERED = 2000;

function meaningOf(name: string): SecretName | null {
  if (!MAY_BE_SECRET.test(name)) return null;
  const known = meanings.get(name);
  if (known !== undefined) return known;
  // Names in capitals are variables'.
  const means = /^[A-Z][A-Z0-9_]*$/.test(name) ? secretVariable(name) : secretName(name);
  if (meanings.size >= MOST_REMEMBERED) meanings.clear();
  meanings.set(name, means);
  return means;
}
