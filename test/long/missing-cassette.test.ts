import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dspyAnswer, KEY, realConfig, startProvider, usage } from '../e2e/provider';
import { makeProject, type Project, runJest } from '../e2e/run-jest';

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** As much of a call as most of these need, without a Python for each run. */
const SAYS = `const OpenAI = require('openai').default;
const openai = new OpenAI({ apiKey: 'unused', maxRetries: 0 });
const say = async (...messages) => (await openai.chat.completions.create({ model: 'gpt-4o-mini', messages })).choices[0].message.content;
const ask = (content) => say({ role: 'user', content });
`;

// Fails when a miss does not explain itself, or when something is paid for twice.
describe('a missing cassette', () => {
  let project: Project;
  let provider: Awaited<ReturnType<typeof startProvider>>;
  const integration = { TEST_MODE: 'integration' };
  const asked = () => provider.getRequests().length;

  beforeEach(async () => {
    provider = await startProvider();
    provider.onMessage(/./, { content: dspyAnswer({ answer: 'Paris' }), usage: usage(40, 9) });
  });
  afterEach(async () => {
    project.remove();
    await provider.stop();
  });

  test('what a failing test was answered is kept for its next attempt, outside of the repository', async () => {
    const file = (expected: string) => `${SAYS}test('asks', async () => { expect(await ask('capital?')).toContain('${expected}'); });`;
    project = makeProject({ 'jest.config.js': realConfig(provider.url), 'a.test.js': file('Rome') });
    expect((await runJest(project, { env: { ...integration, ...KEY } })).exitCode).toBe(1);
    expect(existsSync(join(project.folder, 'test'))).toBe(false);
    writeFileSync(join(project.folder, 'a.test.js'), file('Paris'));
    const passed = await runJest(project, { env: { ...integration, ...KEY } });
    expect([passed.exitCode, asked()]).toEqual([0, 1]);
    expect(files(join(project.folder, 'test', 'fixtures', 'lm_responses'))).toHaveLength(1);
  });

  test('the same difference in many tests is told once, in the summary', async () => {
    const signature = (instructions: string) => `${SAYS}
      test.each(['a', 'b', 'c'])('asks %s', async (question) => {
        await say({ role: 'system', content: '${instructions}' }, { role: 'user', content: question });
      });`;
    project = makeProject({ 'jest.config.js': realConfig(provider.url), 'a.test.js': signature('Answer briefly.') });
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
