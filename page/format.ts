/** Numbers and times as people read them. */

export function ms(value: number): string {
  if (value < 1) return `${value.toFixed(1)} ms`;
  if (value < 1000) return `${Math.round(value)} ms`;
  if (value < 60_000) return `${(value / 1000).toFixed(value < 10_000 ? 2 : 1)} s`;
  return `${Math.floor(value / 60_000)} min ${Math.round((value % 60_000) / 1000)} s`;
}

const SMALL_USD = new Intl.NumberFormat('en', { maximumSignificantDigits: 3, maximumFractionDigits: 8 });

export function usd(value: number): string {
  return value < 1 ? `$${SMALL_USD.format(value)}` : `$${value.toFixed(2)}`;
}

export function count(value: number, one: string, many = `${one}s`): string {
  return `${value.toLocaleString('en')} ${value === 1 ? one : many}`;
}

export function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(part === whole ? 0 : 1)} %`;
}

export function score(value: number): string {
  return value.toFixed(3);
}

export function day(iso: string): string {
  return new Date(iso).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' });
}

/** The first line of a text, no longer than it can be shown. */
export function firstLine(text: string, most = 160): string {
  const line = text.trimStart().split('\n', 1)[0] ?? '';
  return line.length > most ? `${line.slice(0, most)}…` : line;
}
