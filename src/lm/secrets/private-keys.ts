import type { Range } from './ranges';

const BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
const END = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
/** A longer one is no key: the end belongs to another. */
const LONGEST = 20_000;
/** What a key that was cut is made of. */
const BODY = /(?:\\+[nr]|[\s"'+,]|[A-Za-z0-9+/=]{4,}|[\w-]{1,40}: [^\n\\]{0,200})+/y;
const KEY_LINE = /[A-Za-z0-9+/=]{16,}/;
/** Code that puts a key together. */
const TEMPLATE = /^(?:\\+[nr]|[\s"'`+,])*(?:[${%<(.]|$)/;

/** From the line that begins it to the line that ends it; of one that was cut, what is left. */
export function* privateKeys(text: string): Generator<Range> {
  if (!text.includes('PRIVATE KEY')) return;
  const ends = [...text.matchAll(END)].map(({ index, 0: end }) => ({ from: index, to: index + end.length }));
  let next = 0;
  let done = 0;
  for (const { index, 0: begin } of text.matchAll(BEGIN)) {
    const from = index + begin.length;
    if (index < done) continue;
    while (next < ends.length && (ends[next] as Range).from < from) next++;
    const to = endOf(text, from, ends[next]);
    if (to === null) continue;
    done = to;
    yield { from: index, to };
  }
}

/** Null where a line only speaks of keys. */
function endOf(text: string, from: number, end: Range | undefined): number | null {
  if (end !== undefined && end.from - from <= LONGEST) return TEMPLATE.test(text.slice(from, end.from)) ? null : end.to;
  BODY.lastIndex = from;
  const [body = ''] = BODY.exec(text) ?? [];
  return KEY_LINE.test(body) ? from + body.length : null;
}
