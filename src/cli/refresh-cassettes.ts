import { randomInt } from 'node:crypto';
import type { Cassette } from '../lm/cassettes/cassette';
import { harmlessBy } from '../lm/secrets/not-secret';
import { Redactor } from '../lm/secrets/redact';
import type { DspexOptions } from '../shared/options/options';
import { openRealLm } from '../worker/lm/open-real-lm';
import type { ListedCassette } from './cassette-state';
import { CommandLedger } from './command-ledger';
import { docblockOf, fileOptions } from './config/file-options';
import type { CassetteProject } from './config/projects';
import { type Refresh, type Refreshed, refreshed } from './refreshed';
import { type Sample, sampled } from './sample';
import { cassettes, say, sayJson } from './terminal/say';

export interface RefreshOptions {
  readonly sample: Sample;
  readonly seed?: number;
  readonly write?: boolean;
  readonly json?: boolean;
}

type Readable = ListedCassette & { readonly cassette: Cassette };

/** Asks the real model again for some recordings. Sets the exit code to 1 where a shape changed, one was not answered, or none was granted. */
export async function refreshCassettes(found: readonly ListedCassette[], options: RefreshOptions): Promise<void> {
  const { sample, seed = randomInt(2 ** 32), write = false, json = false } = options;
  const ledger = new CommandLedger();
  try {
    const outcomes = await askAgain(sampled(askable(found), sample, seed), ledger, write);
    const summed = counts(outcomes);
    if (isTrouble(summed, outcomes)) process.exitCode = 1;
    const summary = { seed, of: found.length, ...summed, written: write, ...spent(ledger) };
    if (json) sayJson({ ...summary, recordings: outcomes.map(rowOf) });
    else tell(outcomes, summary);
  } finally {
    await ledger.close();
  }
}

/** One to each request: equal ones would be asked, and paid for, several times. */
function askable(found: readonly ListedCassette[]): Readable[] {
  const readable = found.filter((listed): listed is Readable => listed.cassette !== null);
  return readable.filter(({ cassette }, index) => readable.findIndex((other) => other.cassette.key === cassette.key) === index);
}

async function askAgain(chosen: readonly Readable[], ledger: CommandLedger, write: boolean): Promise<Refreshed[]> {
  const opened = new Map<string, Refresh>();
  const outcomes: Refreshed[] = [];
  for (const listed of chosen) {
    const { project, cassette } = listed;
    // A file may name another provider than its project does: it is the one that recorded.
    const docblock = docblockOf(project, cassette.test.file);
    const key = `${project.root}\n${docblock}`;
    const refresh = opened.get(key) ?? open(project, fileOptions(project, docblock, cassette.test.file), ledger, write);
    opened.set(key, refresh);
    outcomes.push(await refreshed(listed, refresh));
  }
  return outcomes;
}

function open({ notSecret, rootDir }: CassetteProject, options: DspexOptions, link: CommandLedger, write: boolean): Refresh {
  const redactor = new Redactor(process.env).sparing(harmlessBy(notSecret));
  return { real: openRealLm({ options, rootDir, file: null, link, env: process.env, redactor }), redactor, write };
}

function counts(outcomes: readonly Refreshed[]): Record<'asked' | 'changed' | 'failed' | 'leftOut', number> {
  const count = (...names: Refreshed['outcome'][]): number => outcomes.filter(({ outcome }) => names.includes(outcome)).length;
  return {
    asked: count('same', 'changed', 'failed'),
    changed: count('changed'),
    failed: count('failed'),
    leftOut: count('left_out', 'not_granted'),
  };
}

/** A job that could ask nothing has found nothing out. */
function isTrouble({ asked, changed, failed }: ReturnType<typeof counts>, outcomes: readonly Refreshed[]): boolean {
  return changed + failed > 0 || (asked === 0 && outcomes.some(({ outcome }) => outcome === 'not_granted'));
}

function spent({ state }: CommandLedger): { spentUsd: number } {
  return { spentUsd: state?.spentUsd ?? 0 };
}

function rowOf({ listed, outcome, told }: Refreshed): object {
  const { key, occurrence, test, recordedAt } = listed.cassette ?? {};
  return { path: listed.shown, outcome, told, key, occurrence, test, recordedAt };
}

interface Summary extends ReturnType<typeof counts> {
  readonly seed: number;
  readonly of: number;
  readonly written: boolean;
  readonly spentUsd: number;
}

function tell(outcomes: readonly Refreshed[], { asked, of, changed, failed, leftOut, seed, written, spentUsd }: Summary): void {
  for (const { listed, outcome, told } of outcomes)
    if (outcome !== 'same')
      say(`${outcome.replace('_', ' ').padEnd(8)}  ${listed.shown}${told.map((line) => `\n          ${line}`).join('')}`);
  const parts = [
    `${changed} changed in shape`,
    ...(failed > 0 ? [`${failed} not answered`] : []),
    ...(leftOut > 0 ? [`${leftOut} left out`] : []),
  ];
  say(`${asked} of ${cassettes(of)} asked for again: ${parts.join(', ')}. $${spentUsd.toFixed(4)} spent${written ? ', written' : ''}.`);
  if (changed + failed > 0) say(`next: DSPEX_LM=record npx jest <test file>   # or the same sample with --write: --seed ${seed} --write`);
  else say(`the same again: --seed ${seed}`);
}
