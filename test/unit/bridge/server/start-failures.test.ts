import { StartFailures } from '../../../../src/bridge/server/start-failures';
import { DspexError, type ErrorCode } from '../../../../src/shared/errors';

const failed = (code: ErrorCode): DspexError => new DspexError({ code, what: 'a', why: 'b', next: 'c' });

// Fails when each test of a run waits for a Python that has said why it cannot start.
test('what Python said of its installation is not tried again', () => {
  const failures = new StartFailures();
  failures.note('a', failed('DSPY_NOT_FOUND'));
  expect(() => failures.throwIfFinal('a')).toThrow(expect.objectContaining({ code: 'DSPY_NOT_FOUND' }));
  expect(() => failures.throwIfFinal('b')).not.toThrow();
  failures.forget();
  expect(() => failures.throwIfFinal('a')).not.toThrow();
});

// Fails when a start that was killed once is the last, or when there is no last one.
test('a start that ends without a word is tried three times', () => {
  const failures = new StartFailures();
  for (let start = 1; start <= 2; start++) failures.note('a', failed('PYTHON_START_FAILED'));
  expect(() => failures.throwIfFinal('a')).not.toThrow();
  failures.note('a', failed('PYTHON_START_FAILED'));
  expect(() => failures.throwIfFinal('a')).toThrow(expect.objectContaining({ code: 'PYTHON_START_FAILED' }));
});
