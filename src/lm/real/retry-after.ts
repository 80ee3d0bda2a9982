/** What a response says of when to ask again: `retry-after-ms`, or `retry-after` in seconds or as a date. Null where it says nothing. */
export function retryAfterMs(header: (name: string) => string | null | undefined, now: () => number = Date.now): number | null {
  const ms = numberOf(header('retry-after-ms'));
  if (ms !== null) return ms;
  const said = header('retry-after');
  const seconds = numberOf(said);
  if (seconds !== null) return seconds * 1000;
  const date = Date.parse(said ?? '');
  return Number.isNaN(date) ? null : Math.max(0, date - now());
}

function numberOf(text: string | null | undefined): number | null {
  const number = Number(text?.trim() || Number.NaN);
  return Number.isFinite(number) && number >= 0 ? number : null;
}
