import { join } from 'node:path';
import { WHEN_OVER, waitForNothing } from '../e2e/left-behind';
import { projectsOfTest } from '../e2e/projects';
import { runJest } from '../e2e/run-jest';

const projectOf = projectsOfTest();

// Fails when what starts after its file is over, a daemon too, outlives the run, is told by nobody, or is charged to the test that runs then.
test.each([[['-i']], [['-w', '2']]])(
  'what starts when its file is over is ended with the run, told by name and line, and fails it %j',
  async (args) => {
    const project = projectOf({
      // What a reporter starts is nobody's leak, though it comes after every file.
      'jest.config.js':
        "module.exports = { preset: '@dspex/jest-preset', reporters: ['default', '<rootDir>/starts.js', '@dspex/jest-preset/reporter'] };",
      'starts.js': `const { spawn } = require('node:child_process');
      const start = () => spawn('sleep', ['0.5'], { stdio: 'ignore' }).unref();
      module.exports = class { onTestCaseResult() { start(); } onTestFileResult() { start(); } onRunComplete() { start(); } };`,
      'a.test.js': `// ${'the larger file comes first. '.repeat(100)}
      const { execSync, spawn } = require('node:child_process');
      const { writeFileSync } = require('node:fs');
      ${WHEN_OVER}
      test('waits for nothing', () => {
        whenOver(() => {
          spawn('sleep', ['331'], { detached: true, stdio: 'ignore' }).unref();
          execSync('env -i setsid -f sleep 332 >/dev/null 2>&1');
          spawn('sh', ['-c', 'setsid -f sleep 333'], { stdio: 'ignore' }).on('exit', () => writeFileSync(process.env.STARTED, ''));
        });
      });`,
      'b.test.js': `const { existsSync } = require('node:fs');
      test('runs meanwhile', async () => { while (!existsSync(process.env.STARTED)) await new Promise((go) => setTimeout(go, 10)); });`,
    });
    const run = await runJest(project, { args, env: { CI: 'true', STARTED: join(project.folder, 'started') } });
    expect(run.tests.map(({ fullName, status }) => `${fullName} ${status}`).sort()).toEqual([
      'runs meanwhile passed',
      'waits for nothing passed',
    ]);
    expect(run.output).toMatch(/leak +process "sleep 331" \(pid \d+\), started after the end of the file, opened at a\.test\.js:\d+,/);
    for (const seconds of ['332', '333'])
      expect(run.output).toMatch(
        new RegExp(`leak +process "sleep ${seconds}" .*left by a process that has ended, started after .* a\\.test\\.js:`),
      );
    expect(run.output).toMatch(/leaks +3\n/);
    expect(run.output).toMatch(/a\.test\.js leaves a process behind: "sleep 33\d"[\s\S]*\[LEAK\]/);
    expect(run.exitCode).toBe(1);
    expect(await waitForNothing(project.tmp)).toEqual({ processes: [], files: [] });
  },
);
