import { isPlaceholder } from './placeholders';
import { readsAsWords } from './plain-words';
import type { Range } from './ranges';

/** What a URL calls a secret, and a page many things. */
const PARAMETER = /([?&](?:key|token|sig|signature|hmac|auth)=)([^\s&"'#%\\<>]+)/gi;
const SHORTEST = 6;

/** Of the parameters of a URL, those that hold a secret; what is called `api_key` or `password` is found by its name. */
export function* querySecrets(text: string): Generator<Range> {
  for (const { index, 1: name = '', 2: value = '' } of text.matchAll(PARAMETER)) {
    const from = index + name.length;
    if (isSecret(value)) yield { from, to: from + value.length };
  }
}

/** `chapter-1` and `2024` are none. */
function isSecret(value: string): boolean {
  if (value.length < SHORTEST || isPlaceholder(value)) return false;
  return !readsAsWords(value) || /^(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9]+$/.test(value.slice(0, 100));
}
