import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { beginRun, currentRun, endRun } from '../../src/run/host/current-run';

const RUN = { rootDir: __dirname, isWatching: false, isQuiet: true, isVerbose: false, options: {} };

// Fails when a project whose own globalSetup calls ours, beside one with the preset, gets a host of its own, or ends the one of both.
test('projects that each begin the run share one host, until the last ends it', async () => {
  const [first, second] = [await beginRun(RUN as never), await beginRun(RUN as never)];
  expect(second).toBe(first);
  const folder = dirname(first.host.socketPath);
  await endRun(first);
  expect([currentRun(), existsSync(folder)]).toEqual([first, true]);
  await endRun(second);
  expect([currentRun(), existsSync(folder)]).toEqual([undefined, false]);
});

// Fails when a run that Jest breaks off, as by a reporter that ends the process, leaves its folder.
test('a run whose process ends before it takes its folder with it', async () => {
  const others = process.listeners('exit');
  const run = await beginRun(RUN as never);
  const folder = dirname(run.host.socketPath);
  for (const listener of process.listeners('exit').filter((one) => !others.includes(one))) listener(0);
  expect(existsSync(folder)).toBe(false);
  await endRun(run);
});
