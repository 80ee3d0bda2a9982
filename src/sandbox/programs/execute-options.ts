import { DspexError } from '../../shared/errors';
import { remade } from '../facade/own-realm';
import { optionProblem } from './option-problem';

const KNOWN = {
  timeoutMs: { is: (value: unknown) => typeof value === 'number' && value > 0, what: 'it is a time in milliseconds, more than 0' },
  signal: {
    is: (value: unknown) => typeof (value as AbortSignal | null)?.addEventListener === 'function',
    what: 'it is an AbortSignal: new AbortController().signal',
  },
};

/** The same options. Throws OPTION_INVALID for how long a call may take, and what calls it off, where that is neither. */
export function withLimits<T extends object>(options: T): T {
  return remade(() => checked(options));
}

function checked<T extends object>(options: T): T {
  const problem = optionProblem(options, KNOWN);
  if (problem === null) return options;
  throw new DspexError({ code: 'OPTION_INVALID', ...problem, next: 'program.execute(inputs, { timeoutMs: 60_000, signal })' });
}
