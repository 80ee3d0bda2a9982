import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeProject, type Project, runJest } from './run-jest';

const ASKS = `
const { dspex } = require('@dspex/jest-preset');
test('NAME', async () => {
  dspex.lm.when({ question: /./ }).reply({ answer: 'yes' });
  expect((await dspex.run('question -> answer', { question: 'q' })).outputs.answer).toBe('yes');
});`;
const asks = (name: string, environment: string): string => `/** @jest-environment ${environment} */${ASKS.replace('NAME', name)}`;

/** A setup of the user's own, as a file of that kind has it. */
const SETUPS = {
  'own.js': (line: string) => `module.exports = async (globalConfig, projectConfig) => {\n${line}\n};`,
  'own.mjs': (line: string) => `export default async (globalConfig, projectConfig) => {\n${line}\n};`,
  'own.ts': (line: string) => `export default async (globalConfig: never, projectConfig: never): Promise<void> => {\n${line}\n};`,
};

let project: Project;
afterEach(() => project.remove());

const run = () => runJest(project, { args: ['-w', '2'], env: { TEST_MODE: 'integration' } });

// Fails when whoever has the preset is told to write it, or when the line that is told does not cure it.
test.each(Object.entries(SETUPS))(
  'where globalSetup is of your own, %s, errors give the line that calls ours, and it helps',
  async (name, setup) => {
    project = makeProject({
      'jest.config.js': `module.exports = { preset: '@dspex/jest-preset', globalSetup: './${name}' };`,
      [name]: setup(''),
      'unit.test.js': asks('unit', '@dspex/jest-preset/unit'),
      'python.test.js': asks('python', '@dspex/jest-preset/integration'),
      'python-too.test.js': asks('python too', '@dspex/jest-preset/integration'),
    });
    const without = await run();
    expect(
      without.tests
        .filter(({ status }) => status !== 'passed')
        .map(({ fullName }) => fullName)
        .sort(),
    ).toEqual(['python', 'python too']);
    const told = without.test('python').failureMessages.join();
    expect(told).toMatch(/a globalSetup of your own replaces it, or the config has no preset[\s\S]*\[NO_HOST\]/);
    expect(without.output).toMatch(/no summary, no report\s+why: .*own\.\w+ replaces the globalSetup of the preset/);

    const [line = ''] = /await \(await import.*?;/.exec(told) ?? [];
    writeFileSync(join(project.folder, name), setup(line));
    const cured = await run();
    expect(cured.tests.map(({ status }) => status)).toEqual(['passed', 'passed', 'passed']);
    expect(cured.output).toContain('unit 1 passed · integration 2 passed');
  },
);

// Fails when it is said for sure that the preset is not in the config: where its setup is replaced, too, nobody knows.
test('where the environment is another, too, the error says of both what it may be', async () => {
  project = makeProject({
    'jest.config.js': "module.exports = { preset: '@dspex/jest-preset', globalSetup: './own.js' };",
    'own.js': SETUPS['own.js'](''),
    'a.test.js': asks('other', 'node'),
  });
  expect((await run()).test('other').failureMessages.join()).toMatch(
    /has no preset, or a testEnvironment and a globalSetup of your own[\s\S]*npx dspex-jest init[\s\S]*\[NOT_IN_ENVIRONMENT\]/,
  );
});
