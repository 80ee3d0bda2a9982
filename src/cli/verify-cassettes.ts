import { quoted } from '../shared/jest-command';
import type { ListedCassette } from './cassette-state';
import { rowOf } from './list-cassettes';
import type { SecondOpinion } from './second-opinion';
import { cassettes, say, sayJson } from './terminal/say';

type State = ListedCassette['state'];

/** What to type, where there is something to be done. */
const NEXT: Readonly<Partial<Record<State, (files: string) => string>>> = {
  secret: (files) => `rm ${files}   # make the key invalid where it was issued, and record again`,
  corrupt: (files) => `git checkout HEAD -- ${files}   # or remove it, and record again`,
  orphaned: () => 'npx dspex-jest cassettes prune --yes',
};

/** Sets the exit code to 1 where something must not stay as it is. */
export function verifyCassettes(found: readonly ListedCassette[], opinion: SecondOpinion | null, asJson: boolean): void {
  const wrong = judged(found, opinion).filter(({ state }) => state in NEXT);
  if (wrong.length > 0) process.exitCode = 1;
  const secondOpinion = opinion === null ? null : opinion.scanner;
  if (asJson) sayJson({ count: found.length, secondOpinion, wrong: wrong.map(rowOf) });
  else tell(found.length, wrong, secondOpinion);
}

/** What either has found. What else is wrong with a file that holds a secret is the lesser trouble. */
function judged(found: readonly ListedCassette[], opinion: SecondOpinion | null): ListedCassette[] {
  return found.map((listed) => {
    const secret = opinion?.secretIn(listed);
    if (secret === undefined || secret === null || listed.state === 'secret') return listed;
    return { ...listed, state: 'secret', problem: `${opinion?.scanner} says: ${secret}` };
  });
}

function tell(count: number, wrong: readonly ListedCassette[], scanner: string | null): void {
  const by = scanner === null ? '' : `, and by ${scanner} too`;
  if (wrong.length === 0) {
    say(`${cassettes(count)} in order${by}.`);
    return;
  }
  for (const { shown, state, problem } of wrong) say(`${state.padEnd(8)}  ${shown}${problem === null ? '' : `\n          ${problem}`}`);
  say(`${wrong.length} of ${cassettes(count)} not in order.`);
  for (const state of new Set(wrong.map((listed) => listed.state))) say(`next, where ${state}: ${nextOf(state, wrong)}`);
}

function nextOf(state: State, wrong: readonly ListedCassette[]): string {
  const files = wrong.filter((listed) => listed.state === state).map(({ shown }) => quoted(shown));
  return NEXT[state]?.(files.join(' ')) ?? '';
}
