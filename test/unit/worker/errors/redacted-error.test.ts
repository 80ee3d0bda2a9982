import { DspexError, isDspexError } from '../../../../src/shared/errors';
import { redactedError, redactingErrors } from '../../../../src/worker/errors/redacted-error';

const SECRET = 'sk-planted-0123456789';
const redact = (text: string): string => text.replaceAll(SECRET, '[REDACTED]');

/** Of Node's own kind: a program that could not be started, with the words of its command. */
function spawnError(): NodeJS.ErrnoException {
  const error = new Error(`spawn tool ENOENT ${SECRET}`, { cause: new TypeError(`bad ${SECRET}`) });
  return Object.assign(error, { code: 'ENOENT', name: 'SpawnError', spawnargs: ['--key', SECRET] });
}

// Each fails when Jest prints a secret, or when a test can no longer tell the error by what it is.
test('an error keeps its name, code and cause, and loses the secret wherever it stood', () => {
  const error = redactedError(spawnError(), redact) as NodeJS.ErrnoException;
  expect(error).toMatchObject({ name: 'SpawnError', code: 'ENOENT', message: 'spawn tool ENOENT [REDACTED]' });
  expect(error.cause).toMatchObject({ name: 'TypeError', message: 'bad [REDACTED]' });
  expect(JSON.stringify([error.stack, error, (error.cause as Error).stack])).not.toContain(SECRET);
});

test('what is no error becomes one that says it', () => {
  expect(redactedError(`no ${SECRET}`, redact)).toMatchObject({ message: 'no [REDACTED]', stack: 'no [REDACTED]' });
});

test('an error without a secret is the same object', () => {
  const error = new Error('nothing to hide');
  expect(redactedError(error, redact)).toBe(error);
});

test('a typed error keeps its parts', async () => {
  const typed = new DspexError({ code: 'LM_MISS', what: `asked with ${SECRET}.`, why: 'no rule', next: 'add one', cause: spawnError() });
  const told = await redactingErrors(redact, () => Promise.reject(typed)).catch((error: unknown) => error);
  expect(isDspexError(told) && told.parts).toMatchObject({ code: 'LM_MISS', what: 'asked with [REDACTED].', next: 'add one' });
  expect((told as DspexError).parts.cause).toMatchObject({ message: 'spawn tool ENOENT [REDACTED]' });
});
