import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../until';
import { waitForNothing } from './left-behind';
import { inProject } from './projects';
import { startJest } from './run-jest';

/** Grandchildren of every kind: below, in a session of its own, and daemonised with an emptied environment. */
export const STARTS_ALL = `
const { dspex } = require('@dspex/jest-preset');
const { existsSync, writeFileSync } = require('node:fs');
test('is killed', async () => {
  const tag = process.env.TMPDIR;
  const sleeper = 'import time,sys;time.sleep(120)';
  const script = 'python3 -c "' + sleeper + '" ' + tag + ' & setsid python3 -c "' + sleeper + '" ' + tag + ' & (env -i setsid -f python3 -c "' + sleeper + '" ' + tag + '); echo started; wait';
  await dspex.resources.spawn('sh', ['-c', script], { readyWhen: /started/ });
  await dspex.resources.tempFile('left.txt', 'x');
  require('node:child_process').spawn('sh', ['-c', script, tag], { stdio: 'ignore', detached: true }).unref();
  const mine = () => require('node:fs').readdirSync('/proc').filter((pid) => { try { return require('node:fs').readFileSync('/proc/' + pid + '/cmdline', 'utf8').includes('time.sleep(120)\\0' + tag); } catch { return false; } });
  while (mine().length < 6) await new Promise((go) => setTimeout(go, 10));
  writeFileSync(process.env.MARKER, '');
  if (process.env.SUICIDE) process.kill(process.pid, 'SIGKILL');
  await new Promise((go) => setTimeout(go, 60000));
}, 90000);
`;

export const untilStarted = (marker: string): Promise<void> => until('the processes that the test starts', () => existsSync(marker));

/** Fails when a process that a test started, or anything below it, outlives the run that was killed. */
export async function expectNothingOfItsProcessesAfter(
  signal: NodeJS.Signals,
  target: 'jest' | 'the whole group',
  args: readonly string[],
): Promise<void> {
  await inProject({ 'a.test.js': STARTS_ALL, 'b.test.js': "test('b', () => {});" }, async (project) => {
    const marker = join(project.folder, 'marker');
    const jest = startJest(project, { args, env: { MARKER: marker } });
    await untilStarted(marker);
    const pid = jest.child.pid as number;
    process.kill(target === 'jest' ? pid : -pid, signal);
    expect(await waitForNothing(project.tmp)).toEqual({ processes: [], files: [] });
    await jest.finished;
  });
}
