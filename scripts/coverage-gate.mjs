import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { percent, rooms } from './coverage-table.mjs';
import { ROOT } from './stamp.mjs';

/** What each room needs, in percent of lines; and what a room needs that is not listed. */
export function readNeeded() {
  return JSON.parse(readFileSync(join(ROOT, 'scripts/coverage-needed.json'), 'utf8'));
}

/** What is wrong with the coverage of files, as lines for a person: rooms below what they need, and needs of rooms that are not there. */
export function shortfalls(files, { needed, others }) {
  const found = rooms(files);
  const names = new Set(found.map(({ path }) => path));
  const below = found
    .map((room) => ({ ...room, needs: needed[room.path] ?? others, has: percent(room) }))
    .filter(({ has, needs }) => has < needs)
    .map(({ path, has, needs }) => `${path}: ${has.toFixed(1)} % of lines ran, ${needs} % are needed`);
  return [
    ...below,
    ...Object.keys(needed)
      .filter((name) => !names.has(name))
      .map((name) => `${name}: there is no such room`),
  ];
}
