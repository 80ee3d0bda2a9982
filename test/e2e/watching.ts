import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitForNothing } from './left-behind';
import { inProject } from './projects';
import { startJest } from './run-jest';

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
    const jest = startJest(project, { args: ['--watchAll', '--watchman=false', ...args], env: { CI: '' } });
    await jest.saw('SAID 1 before');
    await jest.saw('Ran all test suites');
    writeFileSync(join(project.folder, 'says.py'), MODULE('after'));
    writeFileSync(join(project.folder, 'a.test.js'), TEST(2));
    await jest.saw('SAID 2 after');
    const server = (round: number) => new RegExp(`SAID ${round} \\w+ (\\d+) END`);
    jest.child.kill('SIGTERM');
    const { output } = await jest.finished;
    expect(server(2).exec(output)?.[1]).toBe(server(1).exec(output)?.[1]);
    expect(output.match(/SAID/g)).toHaveLength(2);
    expect(await waitForNothing(project.tmp)).toEqual({ processes: [], files: [] });
  });
}
