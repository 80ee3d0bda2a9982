import { inspect, stripVTControlCharacters } from 'node:util';
import type { Circus } from '@jest/types';
import { DspexError } from '../../shared/errors';
import { commandOfTest, escapedRegex } from '../../shared/jest-command';
import { trialName } from '../../shared/trial-name';
import type { FileEvents } from '../context/file-events';
import type { TestPlan, Trial } from './test-plan';
import type { Judged } from './verdict';

interface TrialsParts {
  readonly plan: Pick<TestPlan, 'trialsOf'>;
  readonly events: Pick<FileEvents, 'add'>;
  /** Relative to where Jest was started. */
  readonly file: string;
  /** An error, and a text, as the sandbox sees it. */
  readonly shown: (error: unknown) => Error;
  readonly redact: (text: string) => string;
}

interface Outcome {
  /** Null for one that passed. */
  readonly failure: string | null;
  readonly costUsd: number;
}

/** What became of tests that are tried several times: a trial may fail, and the last to end says whether too many did. */
export class Trials {
  private readonly groups = new Map<string, Map<number, Outcome>>();

  constructor(private readonly parts: TrialsParts) {}

  /**
   * Takes the errors of a trial from Jest: what a model did otherwise than expected may happen, what the test did wrong (a miss, a leak) may
   * not. The last one fails where too many did. True when the test passed.
   */
  settle(test: Circus.TestEntry, trial: Trial | undefined, { passed, costUsd, isOwnFault }: Judged & { costUsd: number }): boolean {
    if (trial === undefined) return passed;
    const outcomes = this.groups.get(trial.group) ?? new Map<number, Outcome>();
    this.groups.set(trial.group, outcomes);
    const [first] = test.errors;
    outcomes.set(trial.number, { failure: first === undefined ? null : this.parts.redact(firstLine(first)), costUsd });
    if (!isOwnFault) test.errors.length = 0;
    const isLast = outcomes.size >= this.parts.plan.trialsOf(trial.group);
    const problem = isLast ? this.verdict(trial, outcomes) : undefined;
    if (problem !== undefined) test.errors.push(this.parts.shown(problem));
    return test.errors.length === 0;
  }

  private verdict({ name, of, passRate }: Trial, outcomes: ReadonlyMap<number, Outcome>): DspexError | undefined {
    const failures = [...outcomes].filter(([, { failure }]) => failure !== null).sort(([one], [other]) => one - other);
    if (failures.length === 0) return undefined;
    const [all, passed] = [outcomes.size, outcomes.size - failures.length];
    const needed = Math.ceil(passRate * all - 1e-9);
    const what = `${passed} of ${all} trials of "${name}" passed${costOf(outcomes)}; ${needed} have to (passRate ${passRate}).`;
    const why = alike(failures);
    if (passed >= needed) {
      this.parts.events.add({
        type: 'notice',
        text: `${passed} of ${all} trials of "${name}" passed${costOf(outcomes)}: ${why.join('; ')}`,
      });
      return undefined;
    }
    const [worst = 1] = failures.map(([number]) => number);
    const next = `${commandOfTest(this.parts.file, escapedRegex(trialName(name, worst, of)))}   # runs one of them`;
    return new DspexError({ code: 'TRIALS_FAILED', what, why: why.join('\n'), next });
  }
}

/** Each failure once, with how often it happened and in which trials, the most frequent first. */
function alike(failures: readonly [number, Outcome][]): string[] {
  const numbers = new Map<string, number[]>();
  for (const [number, { failure }] of failures) numbers.set(failure as string, [...(numbers.get(failure as string) ?? []), number]);
  return [...numbers]
    .sort(([, one], [, other]) => other.length - one.length)
    .map(([failure, of]) => `${of.length} × ${failure} (trial${of.length === 1 ? '' : 's'} ${of.join(', ')})`);
}

function costOf(outcomes: ReadonlyMap<number, Outcome>): string {
  const costUsd = [...outcomes.values()].reduce((sum, outcome) => sum + outcome.costUsd, 0);
  return costUsd === 0 ? '' : ` for $${costUsd.toFixed(4)}`;
}

/** What an assertion expected and received is in its later lines. */
function firstLine(failure: Circus.TestEntry['errors'][number]): string {
  const error = (Array.isArray(failure) ? failure[0] : failure) as Partial<Error> | string | null | undefined;
  const text = typeof error === 'string' ? error : (error?.message ?? `thrown: ${inspect(error)}`);
  const lines = stripVTControlCharacters(text)
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.slice(0, 3).join(' ').slice(0, 300);
}
