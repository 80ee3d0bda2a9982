/** Milliseconds in the unit that reads best. */
export function ms(value) {
  if (value === null) return '';
  const size = Math.abs(value);
  if (size >= 10_000) return `${(value / 1000).toFixed(1)} s`;
  if (size >= 100) return `${value.toFixed(0)} ms`;
  return size >= 1 ? `${value.toFixed(1)} ms` : `${(value * 1000).toFixed(0)} µs`;
}

export const mb = (value) => `${value.toFixed(1)} MB`;
const short = (value) => (Math.abs(value) >= 10 ? value.toFixed(0) : value.toFixed(2));

const RATIOS = {
  times: (value) => `${short(value)} ×`,
  part: (value) => `1 / ${value.toFixed(0)}`,
  more: (value, unit) => `${value < 0 ? '−' : '+'} ${unit(Math.abs(value))}`,
};

/** The median, and between what it lies where there was more than one round. */
export function spreadText(spread, word) {
  if (spread === null) return '';
  const middle = word(spread.median);
  return spread.rounds === 1 ? middle : `${middle} (${word(spread.min)} – ${word(spread.max)})`;
}

export const ratioText = (spread, as, unit = ms) => spreadText(spread, (value) => RATIOS[as](value, unit));

/** A table of Markdown; columns in which no row has anything are left out. */
export function table(head, rows) {
  if (rows.length === 0) return '';
  const used = head.map((_, column) => column).filter((column) => rows.some((row) => row[column] !== ''));
  const line = (cells) => `| ${used.map((column) => cells[column]).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
