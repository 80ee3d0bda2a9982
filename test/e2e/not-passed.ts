import type { Run } from './run-jest';

/** Each test that did not pass, with what it failed of. */
export function notPassed({ tests }: Pick<Run, 'tests'>): [name: string, failures: readonly string[]][] {
  return tests.filter(({ status }) => status !== 'passed').map(({ fullName, failureMessages }) => [fullName, failureMessages]);
}
