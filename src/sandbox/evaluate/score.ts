import { DspexError } from '../../shared/errors';
import { writeExactly } from '../../shared/values/exact-json';

/** The number that a metric gave. Throws EVALUATE_INVALID for what is none. */
export function scoreOf(given: unknown, example: object): number {
  const value = typeof given === 'object' && given !== null && 'score' in given ? given.score : given;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new DspexError({
    code: 'EVALUATE_INVALID',
    what: `The metric gave ${typeof value === 'object' || typeof value === 'string' ? writeExactly(value) : String(value)} for ${writeExactly(example)?.slice(0, 200)}.`,
    why: 'a score is a finite number, true or false, or an object with a score',
    next: '(example, outputs) => example.answer === outputs.answer',
  });
}
