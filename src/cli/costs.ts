import { relative } from 'node:path';
import { monthOf } from '../run/ledger/spending-file';
import { type SpentCall, spendingFolder, spentCalls } from '../run/ledger/spent-calls';
import { NANO_USD } from '../shared/boundaries/ledger';
import { posixPath } from '../shared/posix-path';
import { paint } from './terminal/paint';
import { say, sayJson } from './terminal/say';

export interface CostsOptions {
  /** `2026-11`; the current one where it is left out. */
  readonly month?: string;
  /** The last run alone. */
  readonly run?: boolean;
  readonly json?: boolean;
}

interface Sum {
  readonly calls: number;
  readonly usd: number;
}

interface Costs extends Sum {
  readonly month: string;
  readonly runs: number;
  readonly lastRun: (Sum & { readonly at: string | null }) | null;
  readonly byFile: Readonly<Record<string, Sum>>;
  readonly byModel: Readonly<Record<string, Sum>>;
}

/** What real calls of this machine cost in a month, or in the last run of it. */
export function tellCosts({ month = monthOf(new Date()), run = false, json = false }: CostsOptions, env: NodeJS.ProcessEnv): void {
  const all = spentCalls(spendingFolder(env), month);
  const last = all.filter((call) => call.run === all.at(-1)?.run);
  const calls = run ? last : all;
  const costs: Costs = {
    month,
    ...sumOf(calls),
    runs: new Set(calls.map((call) => call.run)).size,
    lastRun: last.length === 0 ? null : { ...sumOf(last), at: last[0]?.at ?? null },
    byFile: sumsBy(calls, ({ file }) => (file === null ? NOT_NOTED : posixPath(relative(process.cwd(), file)))),
    byModel: sumsBy(calls, ({ model }) => model ?? NOT_NOTED),
  };
  if (json) sayJson(costs);
  else for (const line of linesOf(costs, run)) say(line);
}

/** Of commands, which no test file asks for, and of calls from before it was kept. */
const NOT_NOTED = '(not noted)';

function sumOf(calls: readonly SpentCall[]): Sum {
  return { calls: calls.length, usd: calls.reduce((sum, { nanoUsd }) => sum + nanoUsd, 0) / NANO_USD };
}

/** The dearest first. */
function sumsBy(calls: readonly SpentCall[], nameOf: (call: SpentCall) => string): Record<string, Sum> {
  const names = [...new Set(calls.map(nameOf))];
  const sums = names.map((name) => [name, sumOf(calls.filter((call) => nameOf(call) === name))] as const);
  return Object.fromEntries(sums.sort(([, a], [, b]) => b.usd - a.usd));
}

function linesOf({ month, runs, lastRun, byFile, byModel, ...sum }: Costs, isRun: boolean): string[] {
  if (lastRun === null) return [`No real LM call was made on this machine in ${month}.`];
  const at = lastRun.at === null ? '' : ` of ${lastRun.at.slice(0, 16).replace('T', ' ')} UTC`;
  const ofRun = `last run${at}: ${sumText(lastRun)}`;
  return [
    ...(isRun ? [ofRun] : [`${month}: ${sumText(sum)} in ${runs} ${runs === 1 ? 'run' : 'runs'}`, ofRun]),
    ...table('by file', byFile),
    ...table('by model', byModel),
  ];
}

function sumText({ calls, usd }: Sum): string {
  return `$${usd.toFixed(4)}, ${calls} ${calls === 1 ? 'call' : 'calls'}`;
}

function table(title: string, sums: Readonly<Record<string, Sum>>): string[] {
  const rows = Object.entries(sums).map(([name, { calls, usd }]) => `  $${usd.toFixed(4).padEnd(9)} ${String(calls).padStart(5)}  ${name}`);
  return ['', paint('bold', title), ...rows];
}
