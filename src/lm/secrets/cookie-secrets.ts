import { isPlaceholder } from './placeholders';
import { looksDrawn } from './plain-words';
import type { Range } from './ranges';
import { secretName } from './secret-names';

/** A header, or a field, with pairs behind it. */
const COOKIE = /((?<![\w$-])(?:set-)?cookie["'`]?[^\S\n]{0,4}[:=][^\S\n]{0,4}["'`]?)([^\s=;,"'`<>{}()]{1,100}=[^\n"'`<>{}()]+)/gi;
const PAIR = /([^\s=;,]{1,100}=)([^\s;,]+)/g;
const OF_SESSION = /sess|sid$|auth|token|login|jwt|csrf|xsrf|secret|remember/i;

/** Of a cookie's pairs, those that let somebody in. */
export function* cookieSecrets(text: string): Generator<Range> {
  if (!/cookie/i.test(text)) return;
  for (const { index, 1: name = '', 2: pairs = '' } of text.matchAll(COOKIE)) {
    const start = index + name.length;
    for (const { index: at, 1: pair = '', 2: value = '' } of pairs.matchAll(PAIR)) {
      const from = start + at + pair.length;
      if (isSecret(pair.slice(0, -1), value)) yield { from, to: from + value.length };
    }
  }
}

function isSecret(name: string, value: string): boolean {
  if (value.length < 4 || isPlaceholder(value)) return false;
  return looksDrawn(value) || OF_SESSION.test(name) || secretName(name) !== null;
}
