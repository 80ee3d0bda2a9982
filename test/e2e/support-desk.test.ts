import { type Project, runJest } from './run-jest';
import { supportDesk } from './support-desk';

// Fails when what a newcomer copies does not run, or has a rule that nothing uses.
describe('examples/support-desk, copied to an empty folder', () => {
  let project: Project;
  beforeAll(() => {
    project = supportDesk();
  });
  afterAll(() => project.remove());

  test('passes, unit, integration and service, with every rule used', async () => {
    const run = await runJest(project);
    expect(run.tests.flatMap((outcome) => outcome.failureMessages)).toEqual([]);
    expect([run.exitCode, run.tests.length]).toEqual([0, 19]);
    expect(run.output).not.toContain('unused');
  });
});
