import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

// Fails when garbage on a wire hangs or ends the other side, is answered by an untyped error, or when the next call does not work. The
// long one is `npm run fuzz -- --rounds 5000`; this is a slice with a seed that stays.
test.each(['to-python', 'to-node', 'to-host', 'to-worker'])('garbage %s', (target) => {
  const args = [join(ROOT, 'fuzz/run.mjs'), '--built', '--only', target, '--rounds', '60', '--seed', '1'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect([status, stdout]).toEqual([0, expect.stringContaining('60 rounds')]);
});

// Fails when a reply by fields comes to a program as another value, or is refused without a word of what. The long one is
// `npm run fuzz:replies`.
test('random replies through every adapter', () => {
  const args = [join(ROOT, 'fuzz/replies.mjs'), '--built', '--rounds', '300', '--seed', '1'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect([status, stdout]).toEqual([0, expect.stringContaining('300 replies')]);
});

// Fails when what a rule says comes to a provider's own client as something else, whole or in a stream. The long one is
// `npm run fuzz:wires`.
test('random replies through the client of each provider', () => {
  const args = [join(ROOT, 'fuzz/wires.mjs'), '--built', '--rounds', '400', '--seed', '1'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect([status, stdout]).toEqual([0, expect.stringContaining('400 replies')]);
});
