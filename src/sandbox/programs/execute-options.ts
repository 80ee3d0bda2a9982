import { DspexError } from '../../shared/errors';
import { remade } from '../facade/own-realm';
import { optionProblem, unknownOption } from './option-problem';

const KNOWN = {
  timeoutMs: { is: (value: unknown) => typeof value === 'number' && value > 0, what: 'it is a time in milliseconds, more than 0' },
  signal: {
    is: (value: unknown) => typeof (value as AbortSignal | null)?.addEventListener === 'function',
    what: 'it is an AbortSignal: new AbortController().signal',
  },
};

/** As `withLimits`. Throws OPTION_INVALID for an option that nobody reads, too. `of`: whose they are. `also`: what it takes besides. */
export function withKnownOptions<T extends object>(options: T, of: string, also: readonly string[] = []): T {
  return remade(() => {
    refuse(optionProblem(options, KNOWN) ?? unknownOption(options, [...Object.keys(KNOWN), ...also], of));
    return options;
  });
}

/** The same options. Throws OPTION_INVALID for how long a call may take, and what calls it off, where that is neither. */
export function withLimits<T extends object>(options: T): T {
  return remade(() => {
    refuse(optionProblem(options, KNOWN));
    return options;
  });
}

function refuse(problem: { what: string; why: string } | null): void {
  if (problem === null) return;
  throw new DspexError({ code: 'OPTION_INVALID', ...problem, next: 'program.execute(inputs, { timeoutMs: 60_000, signal })' });
}
