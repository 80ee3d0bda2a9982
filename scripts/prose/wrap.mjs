import { paragraphsOf } from './paragraphs.mjs';

export const WIDTH = 120;
/** Code and links stay whole: so they can be searched for. */
const WORD = /(?:`+[^`]+`+|!?\[[^\]]*\]\([^)]*\)|\S)+/g;
/** At the beginning of a line these would be a list, a heading, a quotation or a table. */
const MARK = /^([-+*>|]|#+|\d+[.)]|={3,}|-{3,})$/;
const HARD_BREAK = /( {2,}|\\)$/;

/** The numbers of lines of prose that are wider than they must be. */
export function wideLines(text) {
  const lines = text.split('\n');
  return paragraphsOf(lines).flatMap(({ at, lines: own, first, rest }) =>
    own.flatMap((line, index) => (isTooWide(line, index === 0 ? first : rest) ? [at + index + 1] : [])),
  );
}

/** The text with every paragraph that has such a line wrapped anew; all else is as it was. */
export function wrapProse(text) {
  const lines = text.split('\n');
  for (const paragraph of paragraphsOf(lines).reverse()) {
    const isWide = paragraph.lines.some((line, index) => isTooWide(line, index === 0 ? paragraph.first : paragraph.rest));
    if (isWide) lines.splice(paragraph.at, paragraph.lines.length, ...wrapped(paragraph));
  }
  return lines.join('\n');
}

/** One word alone, a long link, cannot be broken. */
function isTooWide(line, prefix) {
  return line.length > WIDTH && wordsOf(line.slice(prefix.length)).length > 1;
}

function wrapped({ lines, first, rest }) {
  const result = [];
  let words = [];
  for (const [index, line] of lines.entries()) {
    words.push(...wordsOf(index === 0 ? line.slice(first.length) : line.replace(rest.trim(), '')));
    const hardBreak = HARD_BREAK.exec(line)?.[0];
    if (index < lines.length - 1 && hardBreak === undefined) continue;
    result.push(...filled(words, result.length === 0 ? first : rest, rest));
    result[result.length - 1] += hardBreak ?? '';
    words = [];
  }
  return result;
}

function filled(words, first, rest) {
  const lines = [];
  let line = first;
  let isEmpty = true;
  for (const word of words) {
    if (!isEmpty && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = rest;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line];
}

function wordsOf(text) {
  const words = [];
  for (const [word] of text.replace(/\\$/, '').matchAll(WORD)) {
    if (MARK.test(word) && words.length > 0) words[words.length - 1] += ` ${word}`;
    else words.push(word);
  }
  return words;
}
