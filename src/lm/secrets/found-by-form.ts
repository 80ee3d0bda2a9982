import { addressSecrets } from './address-secrets';
import { jsonWebTokens } from './json-web-tokens';
import { looksDrawn, readsAsWords } from './plain-words';
import { privateKeys } from './private-keys';
import type { Range } from './ranges';
import { ISSUED_FORM, MARKED_FORMS } from './secret-forms';

const BEARER = /()\bBearer\s{1,8}([\w.~+/=-]{12,})/gi;
const BASIC = /()\bBasic\s{1,8}([A-Za-z0-9+/]{8,}={0,2})/gi;

/** What of a text looks like a key, a token, or what a login is made of, whatever it is called. */
export function* foundByForm(text: string): Generator<Range> {
  yield* issued(text);
  yield* jsonWebTokens(text);
  yield* privateKeys(text);
  yield* addressSecrets(text);
  for (const [mark, form] of MARKED_FORMS) if (text.includes(mark)) yield* matching(form, text, () => true);
  yield* matching(BEARER, text, looksDrawn);
  yield* matching(BASIC, text, isLogin);
}

/** Whatever is issued has such a word in it, and prose has none: most texts are done after one quick look. */
const LONG_WORD = /\b[\w.+/=:-]{15}/;

function* issued(text: string): Generator<Range> {
  if (!LONG_WORD.test(text)) return;
  for (const { index, 0: found, 1: exact } of text.matchAll(ISSUED_FORM)) {
    if (exact !== undefined || isDrawn(found)) yield { from: index, to: index + found.length };
  }
}

/** What matches, behind the first group, which stays; the second decides. */
function* matching(form: RegExp, text: string, isSecret: (said: string) => boolean): Generator<Range> {
  for (const { index, 0: found, 1: kept = '', 2: said = '' } of text.matchAll(form)) {
    if (isSecret(said)) yield { from: index + kept.length, to: index + found.length };
  }
}

/** Beginnings that names of code have as well. */
const AMBIGUOUS = /^(?:sk[-_]|npm|secret_|fc-|m0-|pa-|sess-|csk-|fw_|rpa_|e2b_|jina_|vck_|nfp_|ntn_|ls_|pat-)/;
/** So long, and of letters of both cases: no word, even where the letters happen to read like some. */
const DRAWN = /(?=[a-z0-9]*[A-Z])(?=[A-Z0-9]*[a-z])[A-Za-z0-9]{16,}/;

function isDrawn(found: string): boolean {
  if (AMBIGUOUS.test(found)) return !readsAsWords(found) || DRAWN.test(found);
  const drawn = found.replace(/^.*?[-_.]/, '');
  return /\d/.test(drawn) || (/[a-z]/.test(drawn) && /[A-Z]/.test(drawn));
}

/** User and password as HTTP sends them. */
function isLogin(base64: string): boolean {
  return /^[\x20-\x7e\u00a0-\uffff]*:[\x20-\x7e\u00a0-\ufffc]+$/.test(Buffer.from(base64, 'base64').toString());
}
