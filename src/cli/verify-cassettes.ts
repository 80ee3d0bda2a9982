import type { ListedCassette } from './cassette-state';
import { rowOf } from './list-cassettes';
import { cassettes, say } from './say';

const NEXT: Readonly<Partial<Record<ListedCassette['state'], string>>> = {
  secret: 'delete it, make the key invalid where it was issued, and record again',
  corrupt: 'git checkout -- <file>, or delete it and record again',
  orphaned: 'npx dspex-jest cassettes prune --yes',
};

/** Sets the exit code to 1 where something must not stay as it is. */
export function verifyCassettes(found: readonly ListedCassette[], asJson: boolean): void {
  const wrong = found.filter(({ state }) => state in NEXT);
  if (wrong.length > 0) process.exitCode = 1;
  if (asJson) say(JSON.stringify({ count: found.length, wrong: wrong.map(rowOf) }, null, 2));
  else tell(found.length, wrong);
}

function tell(count: number, wrong: readonly ListedCassette[]): void {
  if (wrong.length === 0) {
    say(`${cassettes(count)} in order.`);
    return;
  }
  for (const { shown, state, problem } of wrong) say(`${state.padEnd(8)}  ${shown}${problem === null ? '' : `\n          ${problem}`}`);
  say(`${wrong.length} of ${cassettes(count)} not in order.`);
  for (const state of new Set(wrong.map((listed) => listed.state))) say(`next, where ${state}: ${NEXT[state]}`);
}
