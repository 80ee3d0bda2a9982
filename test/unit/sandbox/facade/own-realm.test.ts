import { runInNewContext } from 'node:vm';
import { remadeLater } from '../../../../src/sandbox/facade/own-realm';
import { DspexError } from '../../../../src/shared/errors';

const thrownBy = (error: unknown): Promise<unknown> =>
  remadeLater(() => {
    throw error;
  }).catch((thrown: unknown) => thrown);

// Fails when a test that asks `instanceof Error` is told no, or reads a stack of code that is not its own.
test('an error of another realm is one of the test, with the line that asked', async () => {
  const foreign = runInNewContext('new RangeError("too far")') as Error;
  expect(foreign).not.toBeInstanceOf(Error);
  const thrown = (await thrownBy(foreign)) as Error;
  expect(thrown).toBeInstanceOf(Error);
  expect(thrown).toMatchObject({ name: 'RangeError', message: 'too far', cause: foreign });
  expect(thrown.stack).toMatch(/^RangeError: too far\n.*own-realm\.test\.ts/);
});

test('an error of ours keeps its parts, and what the test itself throws is left as it is', async () => {
  const ours = new DspexError({ code: 'LEAK', what: 'a', why: 'b', next: 'c' });
  expect(await thrownBy(ours)).toMatchObject({ code: 'LEAK', parts: { what: 'a' } });
  const own = new TypeError('mine');
  expect([await thrownBy(own), await thrownBy('text')]).toEqual([own, 'text']);
  expect(await thrownBy(own)).toBe(own);
});
