import { asks, SETUPS, testCures } from './own-global-setup';
import { projectsOfTest } from './projects';
import { runJest } from './run-jest';

// test/long has the other kinds of files.
testCures(['own.mjs']);

const projectOf = projectsOfTest();

// Fails when it is said for sure that the preset is not in the config: where its setup is replaced, too, nobody knows.
test('where the environment is another, too, the error says of both what it may be', async () => {
  const project = projectOf({
    'jest.config.js': "module.exports = { preset: '@dspex/jest-preset', globalSetup: './own.js' };",
    'own.js': SETUPS['own.js'](''),
    'a.test.js': asks('other', 'node'),
  });
  const run = await runJest(project, { args: ['-w', '2'], env: { TEST_MODE: 'integration' } });
  expect(run.test('other').failureMessages.join()).toMatch(
    /has no preset, or a testEnvironment and a globalSetup of your own[\s\S]*npx dspex-jest init[\s\S]*\[NOT_IN_ENVIRONMENT\]/,
  );
});
