import { fuzz } from '../contract/fuzz';

// The slices of `test/contract/fuzz.test.ts`, longer and from another seed.

// Fails when garbage on a wire hangs or ends the other side, is answered by an untyped error, or when the next call does not work.
test('garbage every way', () => {
  expect(fuzz('run.mjs', ['--rounds', '150', '--seed', '1000']).match(/150 rounds/g)).toHaveLength(4);
});

// Fails when a reply by fields comes to a program as another value, or is refused without a word of what.
test('random replies through every adapter', () => {
  expect(fuzz('replies.mjs', ['--rounds', '600', '--seed', '1000'])).toContain('600 replies');
});

// Fails when what a rule says comes to a provider's own client as something else, whole or in a stream.
test('random replies through the client of each provider', () => {
  expect(fuzz('wires.mjs', ['--rounds', '800', '--seed', '1000'])).toContain('800 replies');
});
