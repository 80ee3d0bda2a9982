import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, providerOfTest, SAYS } from '../e2e/asked-by-sdk';
import { projectsOfTest } from '../e2e/projects';
import { KEY, realConfig } from '../e2e/provider';
import { runJest } from '../e2e/run-jest';

// Fails when a miss does not explain itself, or when something is paid for twice.
describe('a missing cassette', () => {
  const projectOf = projectsOfTest();
  const provider = providerOfTest();
  const integration = { TEST_MODE: 'integration' };
  const asked = () => provider().getRequests().length;

  test('what a failing test was answered is kept for its next attempt, outside of the repository', async () => {
    const file = (expected: string) => `${SAYS}test('asks', async () => { expect(await ask('capital?')).toContain('${expected}'); });`;
    const project = projectOf({ 'jest.config.js': realConfig(provider().url), 'a.test.js': file('Rome') });
    expect((await runJest(project, { env: { ...integration, ...KEY } })).exitCode).toBe(1);
    expect(existsSync(join(project.folder, 'test'))).toBe(false);
    writeFileSync(join(project.folder, 'a.test.js'), file('Paris'));
    const passed = await runJest(project, { env: { ...integration, ...KEY } });
    expect([passed.exitCode, asked()]).toEqual([0, 1]);
    expect(filesBelow(join(project.folder, 'test', 'fixtures', 'lm_responses'))).toHaveLength(1);
  });

  test('the same difference in many tests is told once, in the summary', async () => {
    const signature = (instructions: string) => `${SAYS}
      test.each(['a', 'b', 'c'])('asks %s', async (question) => {
        await say({ role: 'system', content: '${instructions}' }, { role: 'user', content: question });
      });`;
    const project = projectOf({ 'jest.config.js': realConfig(provider().url), 'a.test.js': signature('Answer briefly.') });
    expect((await runJest(project, { env: { ...integration, ...KEY } })).tests.map((test) => test.failureMessages.join())).toEqual([
      '',
      '',
      '',
    ]);
    writeFileSync(join(project.folder, 'a.test.js'), signature('Answer at length.'));
    const { output } = await runJest(project, { env: { ...integration, DSPEX_LM: 'replay', CI: '' } });
    expect(output).toMatch(
      /missed +3 calls in 3 tests differ from their cassettes in the same way:\n.*- Answer briefly\.\n.*\+ Answer at length\./,
    );
  });
});
