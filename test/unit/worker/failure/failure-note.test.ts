import { addFailureNote } from '../../../../src/worker/failure/failure-note';

// Fails when the note is lost, put below the frames, or changes what a test may say about the error's own message.
describe('a note to a failure', () => {
  test('stands below the message and above the frames', () => {
    const error = new Error('first line\nsecond line');
    addFailureNote([error], 'seed: 7');
    expect(error.stack).toMatch(/^Error: first line\nsecond line\n\nseed: 7\n\s+at .*failure-note\.test/);
    expect(error.message).toBe('first line\nsecond line');
  });

  test('is put on the first that can take it', () => {
    const frozen = Object.freeze(new Error('frozen'));
    const [pair, other] = [new Error('of a pair'), new Error('other')];
    addFailureNote(['thrown text', frozen, [pair, new Error('where')], other], 'note');
    expect([frozen, pair, other].map((error) => error.stack?.includes('\n\nnote\n'))).toEqual([false, true, false]);
  });
});
