import type { ErrorCount } from './error-count';
import type { Found } from './found';
import type { OneExample, Started } from './one-example';

/** What became of each example, in the order of the devset. Throws EVALUATE_FAILED where too many raised an error. */
export function overExamples<E extends object, O>(
  examples: readonly E[],
  atOnce: number,
  one: OneExample<E, O>,
  errors: ErrorCount,
): Promise<Found<E, O>[]> {
  const judge = async (example: E, started: Started): Promise<Found<E, O>> => {
    const found = await one.judge(example, started);
    if (found.error !== null) errors.add(found.error);
    return found;
  };
  if (atOnce <= 1) return oneByOne(examples, one, errors, judge);
  return atTheSameTime(examples, atOnce, (example) => {
    errors.throwIfTooMany();
    return judge(example, one.start(example, false));
  });
}

/** While one runs the next is on its way, so that Python need not wait for it. */
async function oneByOne<E extends object, O>(
  examples: readonly E[],
  one: OneExample<E, O>,
  errors: ErrorCount,
  judge: (example: E, started: Started) => Promise<Found<E, O>>,
): Promise<Found<E, O>[]> {
  const results: Found<E, O>[] = [];
  let ahead: Started | undefined;
  try {
    for (const [index, example] of examples.entries()) {
      errors.throwIfTooMany();
      const started = ahead ?? one.start(example, true);
      const next = examples[index + 1];
      ahead = next !== undefined && one.mayStartAhead && !errors.isNextTooMany ? one.start(next, true) : undefined;
      results.push(await judge(example, started));
    }
  } finally {
    await ahead?.answered.catch(() => undefined);
  }
  return results;
}

async function atTheSameTime<T, R>(items: readonly T[], atOnce: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const left = items.entries();
  const take = async (): Promise<void> => {
    for (const [index, item] of left) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, take));
  return results;
}
