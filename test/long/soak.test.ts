import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

// Fails when a worker's heap, or a descriptor of a worker, of the fork server, the reaper or the main process, grows with the tests that
// were run. `npm run soak` is the long one, with 5,000.
test('500 tests leave no more behind than the first of them', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'soak/run.mjs'), '--built', '--tests', '500'], {
    encoding: 'utf8',
  });
  expect(stdout + stderr).not.toContain('GROWS');
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout.match(/^flat /gm)).toHaveLength(7);
});
