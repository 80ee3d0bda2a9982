import { waitForNothing } from '../e2e/left-behind';
import { inProject } from '../e2e/projects';
import { runJest } from '../e2e/run-jest';

// Fails when one of 40 processes is not the test's own, is taken away from it, or outlives the run.
test.each([
  ['4 files', 4, ['-w', '2']],
  // A single file never has more than one worker.
  ['one file', 1, ['-i']],
] as const)('40 tests with a process each in %s leave nothing (%# of %j)', async (_, files, args) => {
  const perFile = 40 / files;
  const file = `/** @jest-environment @dspex/jest-preset/integration */
    const { dspex, isolatedTest } = require('@dspex/jest-preset');
    const pids = new Set();
    for (let i = 0; i < ${perFile}; i++) isolatedTest('t' + i, { level: 'full' }, async () => {
      dspex.lm.when({ question: /./ }).reply({ answer: 'a' + i });
      expect((await dspex.run('question -> answer', { question: 'q' })).outputs.answer).toBe('a' + i);
      pids.add((await dspex.bridge.ping()).pid);
    });
    afterAll(() => { if (pids.size !== ${perFile}) throw new Error(pids.size + ' processes'); });`;
  await inProject(Object.fromEntries(Array.from({ length: files }, (__, index) => [`f${index}.test.js`, file])), async (project) => {
    const run = await runJest(project, { args });
    expect(run.tests.filter((test) => test.status !== 'passed')).toEqual([]);
    expect(run.tests).toHaveLength(40);
    expect(run.exitCode).toBe(0);
    expect(run.report?.totals).toMatchObject({ forks: 40, lmCalls: { rule: 40 } });
    expect(await waitForNothing(project.tmp)).toEqual({ processes: [], files: [] });
  });
});
