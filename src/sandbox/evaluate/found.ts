import type { EvaluatedExample } from './evaluation';

/** What became of one example, its LM calls by their ids. */
export type Found<E extends object, O> = Omit<EvaluatedExample<E, O>, 'calls'> & { readonly callIds: readonly string[] };
