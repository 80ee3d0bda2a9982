import { providerOfTest, SAYS } from './asked-by-sdk';
import { inProject } from './projects';
import { KEY, realConfig } from './provider';
import { runJest } from './run-jest';

const TEST = `${SAYS}
test('asks', async () => {
  expect(await ask('capital?')).toContain('Paris');
});
`;

const provider = providerOfTest();

// Fails when Jest never ends, or an error without a code and a next line ends the call: below /proc, where there is one, nobody can make a folder.
test.each(['LM_CACHE_DIR', 'DSPEX_STATE_DIR'])('a folder in which nothing can be made is said to be that: %s', async (variable) => {
  await inProject({ 'jest.config.js': realConfig(provider().url), 'a.test.js': TEST }, async (project) => {
    const { output } = await runJest(project, { env: { TEST_MODE: 'integration', ...KEY, [variable]: '/proc/dspex-nowhere/here' } });
    expect(output).toMatch(/1 failed, 1 total/);
    expect(output).toMatch(/failed, at \/proc[\s\S]*why: [\s\S]*next: ls -ld \/[\s\S]*\[FILE_REFUSED\]/);
  });
});

const ASKS_PYTHON = `/** @jest-environment @dspex/jest-preset/integration */
const { dspex } = require('@dspex/jest-preset');
test('runs', async () => {
  dspex.lm.when({ q: 'a' }).reply({ r: 'b' });
  expect((await dspex.run('q -> r', { q: 'a' })).outputs.r).toBe('b');
});`;

// Fails when a process that works in another folder does not find the sockets of the run.
test('Python is there where TMPDIR is relative', async () => {
  await inProject({ 'a.test.js': ASKS_PYTHON, 'tmp/kept': '' }, async (project) => {
    const run = await runJest(project, { env: { TMPDIR: './tmp' } });
    expect(run.test('runs').failureMessages).toEqual([]);
  });
});
