import { refuseBadEvaluation } from '../../../../src/sandbox/evaluate/evaluate-options';
import { withLimits } from '../../../../src/sandbox/programs/execute-options';

const metric = (): number => 1;

// Fails when an option means nothing, or something else: `numThreads: 'a'` ran no example at all, and scored NaN.
test.each([
  [{ numThreads: 'a' }, 'numThreads is "a"'],
  [{ numThreads: 0 }, 'numThreads is 0'],
  [{ numThreads: 1.5 }, 'numThreads is 1.5'],
  [{ maxErrors: 0 }, 'maxErrors is 0'],
  [{ inputs: 'q' }, 'inputs is "q"'],
  [{ inputs: [] }, 'inputs is '],
  [{ num_threads: 4 }, 'did you mean numThreads?'],
  [null, 'The options are null'],
])('refuses the options %p of an evaluation', (options, said) => {
  expect(() => refuseBadEvaluation(metric, options as object)).toThrow(
    expect.objectContaining({ code: 'EVALUATE_INVALID', message: expect.stringContaining(said) }),
  );
});

test.each([undefined, 5, {}, null])('refuses %p as a metric', (given) => {
  expect(() => refuseBadEvaluation(given, {})).toThrow(/The metric is/);
});

test.each([
  { timeoutMs: 0 },
  { timeoutMs: -1 },
  { timeoutMs: Number.NaN },
  { timeoutMs: '5' },
  { signal: 5 },
  { signal: {} },
  { signal: null },
])('refuses the limits %p of a call', (options) => {
  expect(() => withLimits(options)).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }));
  expect(() => refuseBadEvaluation(metric, options)).toThrow();
});

test.each([
  {},
  { numThreads: 4, maxErrors: Number.POSITIVE_INFINITY, inputs: ['q'], timeoutMs: Number.POSITIVE_INFINITY },
  { timeoutMs: undefined, numThreads: undefined },
])('takes %p', (options) => {
  expect(() => refuseBadEvaluation(metric, options)).not.toThrow();
});
