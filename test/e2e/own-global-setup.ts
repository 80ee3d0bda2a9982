import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectsOfTest } from './projects';
import { runJest } from './run-jest';

const ASKS = `
const { dspex } = require('@dspex/jest-preset');
test('NAME', async () => {
  dspex.lm.when({ question: /./ }).reply({ answer: 'yes' });
  expect((await dspex.run('question -> answer', { question: 'q' })).outputs.answer).toBe('yes');
});`;
export const asks = (name: string, environment: string): string => `/** @jest-environment ${environment} */${ASKS.replace('NAME', name)}`;

/** A setup of the user's own, as a file of that kind has it. */
export const SETUPS = {
  'own.js': (line: string) => `module.exports = async (globalConfig, projectConfig) => {\n${line}\n};`,
  'own.mjs': (line: string) => `export default async (globalConfig, projectConfig) => {\n${line}\n};`,
  'own.ts': (line: string) => `export default async (globalConfig: never, projectConfig: never): Promise<void> => {\n${line}\n};`,
};

/** Fails when whoever has the preset is told to write it, or when the line that is told does not cure it. */
export function testCures(names: readonly (keyof typeof SETUPS)[]): void {
  const projectOf = projectsOfTest();
  test.each(names)('where globalSetup is of your own, %s, errors give the line that calls ours, and it helps', async (name) => {
    const project = projectOf({
      'jest.config.js': `module.exports = { preset: '@dspex/jest-preset', globalSetup: './${name}' };`,
      [name]: SETUPS[name](''),
      'unit.test.js': asks('unit', '@dspex/jest-preset/unit'),
      'python.test.js': asks('python', '@dspex/jest-preset/integration'),
      'python-too.test.js': asks('python too', '@dspex/jest-preset/integration'),
    });
    const run = () => runJest(project, { args: ['-w', '2'], env: { TEST_MODE: 'integration' } });
    const without = await run();
    const failed = without.tests.filter(({ status }) => status !== 'passed').map(({ fullName }) => fullName);
    expect(failed.sort()).toEqual(['python', 'python too']);
    const told = without.test('python').failureMessages.join();
    expect(told).toMatch(/a globalSetup of your own replaces it, or the config has no preset[\s\S]*\[NO_HOST\]/);
    expect(without.output).toMatch(/no summary, no report\s+why: .*own\.\w+ replaces the globalSetup of the preset/);

    const [line = ''] = /await \(await import.*?;/.exec(told) ?? [];
    writeFileSync(join(project.folder, name), SETUPS[name](line));
    const cured = await run();
    expect(cured.tests.map(({ status }) => status)).toEqual(['passed', 'passed', 'passed']);
    expect(cured.output).toContain('unit 1 passed · integration 2 passed');
  });
}
