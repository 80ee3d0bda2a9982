const WITH_MOST_UNCOVERED = 15;

/** The folder of a file, no deeper than two levels below `src` or `python`. By its path alone: what is moved is found where it went. */
export function roomOf(path) {
  return path.split('/').slice(0, -1).slice(0, 3).join('/');
}

/** Files as `{ path, covered, lines }`; their rooms, in order, and the sum. */
export function rooms(files) {
  const byRoom = new Map();
  for (const file of files) {
    const room = byRoom.get(roomOf(file.path)) ?? { path: roomOf(file.path), covered: 0, lines: 0 };
    byRoom.set(room.path, { ...room, covered: room.covered + file.covered, lines: room.lines + file.lines });
  }
  return [...byRoom.values()].sort((a, b) => a.path.localeCompare(b.path));
}

export function mostUncovered(files, count = WITH_MOST_UNCOVERED) {
  const uncovered = ({ lines, covered }) => lines - covered;
  return files
    .filter((file) => uncovered(file) > 0)
    .sort((a, b) => uncovered(b) - uncovered(a) || a.path.localeCompare(b.path))
    .slice(0, count);
}

export function percent({ covered, lines }) {
  return lines === 0 ? 100 : Math.floor((1000 * covered) / lines) / 10;
}

/** What a person reads. */
export function report(groups) {
  const files = groups.flatMap((group) => group.files);
  const blocks = groups.map(({ title, files }) => table(title, [...rooms(files), { ...sum(files), path: 'all' }]));
  return [...blocks, table(`Files with the most uncovered lines`, mostUncovered(files), true)].join('\n\n');
}

function sum(files) {
  const add = (name) => files.reduce((total, file) => total + file[name], 0);
  return { covered: add('covered'), lines: add('lines') };
}

function table(title, rows, showsUncovered = false) {
  const width = Math.max(title.length, ...rows.map(({ path }) => path.length));
  const line = (path, ...numbers) => `${path.padEnd(width)} ${numbers.map((text) => String(text).padStart(9)).join(' ')}`;
  const head = line(title, 'covered', 'lines', 'percent', ...(showsUncovered ? ['uncovered'] : []));
  const body = rows.map((row) =>
    line(row.path, row.covered, row.lines, percent(row).toFixed(1), ...(showsUncovered ? [row.lines - row.covered] : [])),
  );
  return [head, '-'.repeat(head.length), ...body].join('\n');
}
