import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { wrapProse } from '../scripts/prose/wrap.mjs';
import { ROOT } from '../scripts/stamp.mjs';
import { comparisonOf, figuresOf } from './figures.mjs';
import { pageText } from './text/page.mjs';
import { costsOf, shardsText } from './text/shards.mjs';
import { againstTable, goalTable, rowText } from './text/tables.mjs';

const MACHINE = `${cpus().length} cores (${cpus()[0]?.model.trim() || 'unnamed'}), ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}, ${process.platform}, ${new Date().toISOString().slice(0, 10)}`;
const toOutput = (text) => process.stdout.write(`${text}\n`);

export function printFigures(results, { json, trend, only, print }) {
  const costs = costsOf(results);
  const rows = results.map(([row, result]) => ({
    name: row.name,
    unit: row.unit ?? 'ms',
    ...result,
    ...(result && figuresOf(row, result.seen)),
  }));
  const figures = { machine: MACHINE, costs, rows };
  if (trend !== undefined) addToTrend(trend, figures);
  if (json) return print(`${JSON.stringify(figures)}\n`);
  for (const [row, result] of results) toOutput(`\n${row.name}\n${rowText(row, result)}`);
  toOutput(`\n${goalTable(results)}`);
  if (only === '') toOutput(`\n${shardsText(costs)}`);
  toOutput(`\nMeasured on ${MACHINE}.`);
}

export function printComparison(results, against, { json, print }) {
  const rows = results.map(([row, result]) => ({ name: row.name, ...result, comparison: result && comparisonOf(row, result.seen) }));
  if (json) return print(`${JSON.stringify({ machine: MACHINE, before: against, rows })}\n`);
  toOutput(
    `\nWhat this build takes of what ${against} took: medians of pairs, the least and the greatest in brackets.\n\n${againstTable(results)}`,
  );
  for (const [row, result] of results)
    if (result === null || result.error !== undefined) toOutput(`\n${row.name}: ${result?.error ?? 'not measured'}`);
  toOutput(`\nMeasured on ${MACHINE}.`);
}

export function writePage(results) {
  writeFileSync(join(ROOT, 'docs/benchmarks.md'), wrapProse(pageText(results, { machine: MACHINE, costs: costsOf(results) })));
}

/** One line to each time: what was measured, of which commit, and when. */
function addToTrend(file, figures) {
  mkdirSync(dirname(file), { recursive: true });
  const { GITHUB_SHA: commit = null } = process.env;
  const rows = figures.rows.map(({ seen, ...row }) => row);
  appendFileSync(file, `${JSON.stringify({ ...figures, commit, at: new Date().toISOString(), rows })}\n`);
}
