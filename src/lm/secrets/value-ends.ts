/** Where values end that are written without quotes, sign by sign: many are looked at. */

/** Of settings, a line to each. */
export const ENDS_SETTING = signs(' \t\r\n"\'`\\<');
/** Anywhere. */
export const ENDS_BARE = signs(' \t\r\n\f\v"\'`\\<>,;&(){}[]|');
const CLOSES_CODE = signs(',;(){}[]');
const MOST_BLANKS = 8;

/** Where the first of these signs stands, or the text ends. */
export function endOf(text: string, from: number, ends: Uint8Array): number {
  let at = from;
  while (at < text.length && !isAmong(text.charCodeAt(at), ends)) at++;
  return at;
}

/** True where nothing but a comment follows in the line, and no sign before it that code ends with. */
export function endsLine(text: string, from: number, to: number): boolean {
  if (to === from || isAmong(text.charCodeAt(to - 1), CLOSES_CODE)) return false;
  let at = to;
  while (at - to < MOST_BLANKS && (text[at] === ' ' || text[at] === '\t' || text[at] === '\r')) at++;
  return at === text.length || text[at] === '\n' || (text[at] === '#' && at > to);
}

function isAmong(code: number, signsOf: Uint8Array): boolean {
  return code < signsOf.length ? signsOf[code] === 1 : code === 0xa0 || code === 0x2028 || code === 0x3000;
}

function signs(text: string): Uint8Array {
  const table = new Uint8Array(128);
  for (const sign of text) table[sign.charCodeAt(0)] = 1;
  return table;
}
