/** The pairs of letters that nine of ten words of English, and names in code, are made of: by chance a pair is among them once in three times. */
const PAIRS = new Set(
  (
    'aa ab ac ad ag ai al am an ap ar as at au ay ba be bi bl bo bs bu ca cc ce ch ci ck cl co cr cs ct cu da dd de di dl do dr ds du ea ec ' +
    'ed ee ef eg el em en ep eq er es et ev ew ex ey fa fe ff fi fl fo fr fu ge gi gn gr gs ha he hi ho ht ia ib ic id ie if ig il im in io ' +
    'ip ir is it iv iz ke ks la ld le li ll lo ls lt lu ly ma mb me mi mm mo mp ms na nc nd ne nf ng ni nn no ns nt nu nv ob oc od of og ok ' +
    'ol om on oo op or os ot ou ov ow pa pe pi pl po pp pr ps pt pu py qu ra rc rd re rg ri rl rm rn ro rr rs rt ru ry sa sc se sh si sl so ' +
    'sp ss st su sy ta tc te th ti tl to tp tr ts tt tu ty ua ub uc ue ui ul um un up ur us ut va ve vi wa we wi xp xt yp ze'
  ).split(' '),
);
const USUAL = 0.6;
const FEW_PAIRS = 8;
/** No word is longer. */
const LONGEST_WORD = 20;
const SHORT_WORD = 8;
/** A year, a port. */
const LONGEST_NUMBER = 4;
/** The part of a text that is judged. */
const JUDGED = 200;

/** True for what a person writes, such as `strict_peer_deps`, `userName2` or `chapter-1`; false for what a machine has drawn. */
export function readsAsWords(text: string): boolean {
  return (text.slice(0, JUDGED).match(/[A-Za-z0-9]+/g) ?? []).every(isOfWords);
}

/** Drawn at random, letters of one case and digits come in runs of two, and any letter follows any. */
function isOfWords(part: string): boolean {
  const runs = part.match(/[vV]\d{1,2}$|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? [];
  if (runs.length > 2 && part.length / runs.length < 3) return false;
  const words = runs.filter((run) => !/^\d/.test(run));
  if (runs.some((run) => (/^\d/.test(run) ? run.length > LONGEST_NUMBER : run.length > LONGEST_WORD))) return false;
  return words.every(readsAsWord) && (words.length === 1 || usualPairs(words) >= USUAL);
}

/** Of a short one the letters say too little. */
function readsAsWord(word: string): boolean {
  return word.length <= SHORT_WORD || usualPairs([word]) >= USUAL;
}

/** How many of the pairs of letters are usual ones, 0 to 1. */
function usualPairs(words: readonly string[]): number {
  let [usual, all] = [0, 0];
  for (const word of words) {
    const lower = word.toLowerCase();
    for (let at = 2; at <= lower.length; at++) if (PAIRS.has(lower.slice(at - 2, at))) usual++;
    all += Math.max(0, lower.length - 1);
  }
  return all < FEW_PAIRS ? 1 : usual / all;
}

/** True for what a machine draws as a key or a token: long enough, of the signs that these have, and no words. */
export function looksDrawn(text: string): boolean {
  return text.length >= 8 && /^[\w.~+/=:%@!#$^*-]+$/.test(text.slice(0, JUDGED)) && /[A-Za-z]/.test(text) && !readsAsWords(text);
}
