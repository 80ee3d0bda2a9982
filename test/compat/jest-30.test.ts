import { join } from 'node:path';
import { asGood, FOLDER, holdSuitesThatUseNoneOfIt, OURS, PLAIN } from './hold-suites';
import { runSuites } from './run-suites';

holdSuitesThatUseNoneOfIt('30');

// Fails when what Jest 30 cleans from a file's globals breaks the package, or the package keeps it from being cleaned.
test.each(['on', 'soft', 'off'])('globalsCleanup %s', async (globalsCleanup) => {
  const project = join(FOLDER, 'jest-30');
  const options = { files: ['fetch.test', 'globals', 'nock.test'], args: ['-i'] };
  const plain = await runSuites(project, { ...PLAIN, testEnvironmentOptions: { globalsCleanup } }, options);
  const ours = await runSuites(project, { ...OURS, testEnvironmentOptions: { ...OURS.testEnvironmentOptions, globalsCleanup } }, options);
  expect(ours.tests).toEqual(asGood(plain, ours));
});
