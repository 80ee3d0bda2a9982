import { cookieSecrets } from './cookie-secrets';
import { foundByForm } from './found-by-form';
import { foundByName } from './found-by-name';
import type { KnownValues } from './known-values';
import { querySecrets } from './query-secrets';
import { type Range, replaceRanges } from './ranges';
import { type Unescaped, unescaped } from './unescaped';

/** What stands in a file where a secret was. */
export const REDACTED = '<redacted>';

/** JSON in JSON in a URL: what is written deeper is not looked at. */
const MOST_LAYERS = 3;

/** What a text is searched for. */
export interface Sought {
  readonly known: KnownValues;
  /** What only looks like a secret, by the user's own word. */
  readonly isHarmless: (text: string) => boolean;
}

/** The text without its secrets, as they are and under escapes. It takes as long as the text, whatever is in it. */
export function cleanText(text: string, sought: Sought): string {
  const found: Range[] = [];
  const layers: Unescaped[] = [];
  for (let layer: string | undefined = text; layer !== undefined; ) {
    for (const range of secretsIn(layer, sought)) found.push(layers.reduceRight((inner, outer) => outer.origin(inner), range));
    const next: Unescaped | null = layers.length < MOST_LAYERS ? unescaped(layer) : null;
    layer = next?.text;
    if (next !== null) layers.push(next);
  }
  return replaceRanges(text, found, REDACTED);
}

function* secretsIn(text: string, { known, isHarmless }: Sought): Generator<Range> {
  yield* known.in(text);
  for (const finder of [foundByForm, querySecrets, cookieSecrets, foundByName])
    for (const range of finder(text)) if (!isHarmless(text.slice(range.from, range.to))) yield range;
}
