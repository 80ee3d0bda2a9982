import { distance } from 'fastest-levenshtein';

/**
 * The candidate a misspelt word most likely meant, or null when none is close: at most a third of its letters differ (two for short words).
 *
 * @example
 * nearestName('strng', ['str', 'int', 'float']); // 'str'
 */
export function nearestName(word: string, candidates: readonly string[]): string | null {
  let best: { name: string; edits: number } | null = null;
  for (const name of candidates) {
    const edits = distance(word.toLowerCase(), name.toLowerCase()) - (hasSameLetters(word, name) ? 1 : 0);
    if (best === null || edits < best.edits) best = { name, edits };
  }
  return best !== null && best.edits <= Math.max(2, Math.floor(word.length / 3)) && best.edits < best.name.length ? best.name : null;
}

/** Letters that changed places count as two edits, and are one slip: `itn` is `int`. */
function hasSameLetters(word: string, name: string): boolean {
  const sorted = (text: string): string => [...text.toLowerCase()].sort().join('');
  return sorted(word) === sorted(name);
}
