import { circlesIn, deepestChain, graphOf, grouped } from './graph.mjs';

export const LONG_FILE = 200;
export const LONG_FUNCTION = 25;

/** What a part of the code looks like, as text. `title` names it; `facts` are of its files. */
export function metricsText(title, facts) {
  const graph = graphOf(facts);
  const between = grouped(graph, roomOf);
  const names = new Map([...between].map(([room, targets]) => [room, [...targets.keys()]]));
  const chain = deepestChain(graph);
  return [
    `# ${title}: ${facts.length} files, ${sum(facts)} lines, ${between.size} rooms`,
    section('Rooms (files, lines)', roomLines(facts)),
    section(`Deepest chain of imports: ${chain.length} files`, chain),
    section('Circles of files, types included', circlesIn(graph).map(joined)),
    section('Circles of rooms, types included', circlesIn(names).map(joined)),
    section(`Files over ${LONG_FILE} lines`, longFiles(facts)),
    section(`Functions over ${LONG_FUNCTION} lines, blank ones and comments left out`, longFunctions(facts)),
    section('Imports between rooms', [...between].filter(([, targets]) => targets.size > 0).map(importLine)),
  ].join('\n\n');
}

/** The folder that a file lies in. */
export function roomOf(path) {
  return path.slice(0, path.lastIndexOf('/'));
}

function roomLines(facts) {
  const rooms = [...new Set(facts.map(({ path }) => roomOf(path)))].sort();
  return rooms.map((room) => {
    const own = facts.filter(({ path }) => roomOf(path) === room);
    return `${String(own.length).padStart(4)} ${String(sum(own)).padStart(6)}  ${room}`;
  });
}

function longFiles(facts) {
  const long = facts.filter(({ lines }) => lines > LONG_FILE).sort((a, b) => b.lines - a.lines);
  return long.map(({ path, lines }) => `${String(lines).padStart(4)}  ${path}`);
}

function longFunctions(facts) {
  const all = facts.flatMap(({ path, functions }) => functions.map((one) => ({ path, ...one })));
  const long = all.filter(({ lines }) => lines > LONG_FUNCTION).sort((a, b) => b.lines - a.lines);
  return long.map(({ path, name, lines }) => `${String(lines).padStart(4)}  ${path} › ${name}`);
}

function importLine([room, targets]) {
  const sorted = [...targets].sort(([a], [b]) => a.localeCompare(b));
  return `${room} → ${sorted.map(([target, count]) => `${target} ${count}`).join(', ')}`;
}

function section(title, lines) {
  return `${title}${lines.length === 0 ? ': none' : `\n${lines.map((line) => `  ${line}`).join('\n')}`}`;
}

function joined(nodes) {
  return nodes.join(' ');
}

function sum(facts) {
  return facts.reduce((total, { lines }) => total + lines, 0);
}
