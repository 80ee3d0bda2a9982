import { DspexError } from '../../shared/errors';
import { remade } from '../facade/own-realm';
import { withKnownOptions } from './execute-options';
import { type KnownOption, optionProblem, unknownOption } from './option-problem';
import type { StatusMessages, StreamOptions } from './stream-types';

const MOMENTS: readonly (keyof StatusMessages)[] = ['toolStart', 'toolEnd', 'moduleStart', 'moduleEnd', 'lmStart', 'lmEnd'];

const isField = (one: unknown): boolean => typeof one === 'string' || typeof (one as { field?: unknown } | null)?.field === 'string';

const KNOWN: Readonly<Record<string, KnownOption>> = {
  fields: {
    is: (value) => value === null || (Array.isArray(value) && value.every(isField)),
    what: "it is a list of output fields, ['answer'] or [{ field: 'answer', predictor: 'draft' }]",
  },
  status: {
    is: (value) => ['string', 'boolean', 'object'].includes(typeof value),
    what: 'it is an object of functions, the path of a provider of yours, or false',
  },
};

/** The same options. Throws STREAM_INVALID for fields and status that mean nothing. */
export function withStreamOptions(options: StreamOptions): StreamOptions {
  return remade(() => checked(options));
}

function checked(options: StreamOptions): StreamOptions {
  const problem = optionProblem(options, KNOWN) ?? statusProblem(options.status);
  if (problem === null) return withKnownOptions(options, 'stream', Object.keys(KNOWN));
  const next = "program.stream(inputs, { fields: ['answer'], status: { toolStart: ({ name }) => name } })";
  throw new DspexError({ code: 'STREAM_INVALID', ...problem, next });
}

function statusProblem(status: StreamOptions['status']): { what: string; why: string } | null {
  if (typeof status !== 'object' || status === null) return null;
  const functions = Object.entries(status).filter(([, say]) => say !== undefined);
  const known = Object.fromEntries(
    MOMENTS.map((name) => [name, { is: (say: unknown) => typeof say === 'function', what: 'it is a function' }]),
  );
  return unknownOption(Object.fromEntries(functions), MOMENTS, 'a status') ?? optionProblem(status, known);
}
