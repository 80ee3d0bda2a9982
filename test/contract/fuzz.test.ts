import { fuzz } from './fuzz';

// Slices with a seed that stays, of `npm run fuzz`, `npm run fuzz:replies` and `npm run fuzz:wires`.

// Fails when garbage on a wire hangs or ends the other side, is answered by an untyped error, or when the next call does not work.
test.each(['to-python', 'to-node', 'to-host', 'to-worker'])('garbage %s', (target) => {
  expect(fuzz('run.mjs', ['--only', target, '--rounds', '10', '--seed', '1'])).toContain('10 rounds');
});

// Fails when a reply by fields comes to a program as another value, or is refused without a word of what.
test('random replies through every adapter', () => {
  expect(fuzz('replies.mjs', ['--rounds', '50', '--seed', '1'])).toContain('50 replies');
});

// Fails when what a rule says comes to a provider's own client as something else, whole or in a stream.
test('random replies through the client of each provider', () => {
  expect(fuzz('wires.mjs', ['--rounds', '100', '--seed', '1'])).toContain('100 replies');
});
