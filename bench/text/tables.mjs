import { comparisonOf, figuresOf } from '../figures.mjs';
import { mb, ms, ratioText, spreadText, table } from './words.mjs';

const unitOf = (row) => (row.unit === 'MB' ? mb : ms);

/** The ratios of all rows, with what they were built towards. `results` are pairs of a row and what was measured of it. */
export function goalTable(results) {
  const rows = measured(results).flatMap(([row, { seen }]) =>
    figuresOf(row, seen)
      .beside.filter(({ wall }) => wall !== null)
      .map(({ name, beside, wall, cpu, as, goal = '', beyond = '' }) => [
        name,
        beside,
        ratioText(wall, as, unitOf(row)),
        ratioText(cpu, as, unitOf(row)),
        goal,
        beyond,
      ]),
  );
  return table(['what', 'beside', 'wall', 'CPU', 'built towards', 'and beyond'], rows);
}

/** What each contender of a row takes: the whole, and apart what it takes once and what one more takes. */
function rowTable(row, { seen }) {
  const word = unitOf(row);
  const rows = Object.entries(figuresOf(row, seen).contenders)
    .filter(([name]) => seen[name] !== undefined)
    .map(([, { shown, whole, fixed, marginal }]) => [
      shown,
      spreadText(whole.wall, word),
      spreadText(whole.cpu, word),
      middle(fixed.wall, word),
      middle(fixed.cpu, word),
      spreadText(marginal.wall, word),
      spreadText(marginal.cpu, word),
    ]);
  const head =
    row.unit === 'MB' ? ['what', 'holds', ...Array(5).fill('')] : ['what', 'wall', 'CPU', 'fixed: wall', 'CPU', 'one more: wall', 'CPU'];
  return table(head, rows);
}

const middle = (spread, word) => (spread === null ? '' : word(spread.median));

export function rowText(row, result) {
  if (result === null) return 'Not measured.';
  return result.rounds === 0 ? rowNotes(row, result) : `${rowTable(row, result)}\n\n${rowNotes(row, result)}`;
}

/** Rounds and seconds, what was left out and why, and what went wrong. */
function rowNotes(row, { rounds, seconds, leftOut, error }) {
  const notes = [];
  if (rounds > 0) notes.push(`${rounds} ${rounds === 1 ? 'round' : 'rounds'}, ${seconds.toFixed(0)} s.`);
  for (const [name, why] of Object.entries(leftOut)) notes.push(`Left out: ${row.contenders[name].shown} (${why}).`);
  if (error !== undefined) notes.push(`Failed: ${error.split('\n')[0]}`);
  return notes.join(' ');
}

/** Two builds: what the second takes of the first. */
export function againstTable(results) {
  const rows = measured(results).flatMap(([row, { seen }]) =>
    comparisonOf(row, seen)
      .filter(({ whole }) => whole.wall !== null)
      .map(({ shown, whole, marginal }) => [
        shown,
        ...[whole.wall, whole.cpu, marginal.wall, marginal.cpu].map((spread) => ratioText(spread, 'times')),
        String(whole.wall.rounds),
      ]),
  );
  return table(['what', 'wall', 'CPU', 'one more: wall', 'CPU', 'rounds'], rows);
}

const measured = (results) => results.filter(([, result]) => result !== null && result.rounds > 0);
