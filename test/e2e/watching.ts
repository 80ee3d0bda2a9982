import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { waitForNothing } from './left-behind';
import { inProject } from './projects';
import { startJest } from './run-jest';

/** Becomes what it starts at a terminal of its own: Jest reads keys at none else. */
export const AT_A_TERMINAL = [
  resolve(__dirname, '../../.venv/bin/python'),
  '-c',
  'import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)',
];

const MODULE = (word: string) => `
import os, dspy
class Says(dspy.Module):
    def forward(self):
        return dspy.Prediction(word=${JSON.stringify(word)}, server=os.getppid())
`;
const TEST = (round: number) => `/** @jest-environment @dspex/jest-preset/integration */
const { dspex } = require('@dspex/jest-preset');
test('round ${round}', async () => {
  const { outputs } = await (await dspex.loadModule('says:Says')).execute({});
  process.stderr.write('SAID ${round} ' + outputs.word + ' ' + outputs.server + ' END\\n');
});
`;

/** Fails when a watch session starts Python anew at a re-run, keeps a module of the user's, runs for ever on its own reports, or leaves anything. */
export async function expectItsPythonKept(args: readonly string[]): Promise<void> {
  await inProject({ 'says.py': MODULE('before'), 'a.test.js': TEST(1) }, async (project) => {
    const jest = startJest(project, {
      ...{ args: ['--watchAll', '--watchman=false', ...args], env: { CI: '', DSPEX_REPORT_DIR: undefined } },
      // A file of a name that Jest watches would be one that has changed.
      ...{ by: AT_A_TERMINAL, isTypedTo: true, outcome: 'outcome' },
    });
    await jest.saw('SAID 1 before');
    await jest.saw('Watch Usage');
    writeFileSync(join(project.folder, 'says.py'), MODULE('after'));
    writeFileSync(join(project.folder, 'a.test.js'), TEST(2));
    await jest.saw('SAID 2 after');
    const server = (round: number) => new RegExp(`SAID ${round} \\w+ (\\d+) END`);
    // While tests run, it would end only them.
    await jest.saw('to show more');
    jest.child.stdin?.write('q');
    const { output, exitCode } = await jest.finished;
    expect(exitCode).toBe(0);
    expect(server(2).exec(output)?.[1]).toBe(server(1).exec(output)?.[1]);
    expect(output.match(/SAID/g)).toHaveLength(2);
    expect(existsSync(join(project.folder, '.dspex/report/report.json'))).toBe(true);
    expect(await waitForNothing(project.tmp)).toEqual({ processes: [], files: [] });
  });
}
