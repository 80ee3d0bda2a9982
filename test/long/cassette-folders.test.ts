import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SAYS } from '../e2e/asked-by-sdk';
import { dspexJest, type Said } from '../e2e/cli';
import { KEY, realConfig, startProvider, usage } from '../e2e/provider';
import { makeProject, runJest } from '../e2e/run-jest';

/** `dspex-jest cassettes …` on a project. */
function cli(project: { readonly folder: string }, args: readonly string[], env: Record<string, string> = {}): Promise<Said> {
  return dspexJest(project, ['cassettes', ...args], { env });
}

// Fails when projects of one run share a recording, or when one takes the other's recordings for orphans.
test('projects of one run keep their cassettes apart, in folders of their own and in one that they share', async () => {
  const provider = await startProvider();
  let answers = 0;
  provider.onMessage(/./, () => ({ content: `answer ${++answers}`, usage: usage(3, 4) }));
  const config = realConfig(provider.url, { ledger: { requestsPerMinute: 1000 } });
  const asks = `${SAYS}test('asks', async () => { expect(await ask('asked in ' + __dirname)).toMatch(/answer/); });`;
  const project = makeProject({
    'jest.config.js': "module.exports = { projects: ['<rootDir>/packages/one', '<rootDir>/packages/two'] };",
    'packages/one/jest.config.js': config,
    'packages/one/same.test.js': asks,
    'packages/two/jest.config.js': config,
    'packages/two/same.test.js': asks,
  });
  const shared = { LM_CACHE_DIR: join(project.folder, 'shared') };
  try {
    for (const env of [{}, shared]) {
      const recorded = await runJest(project, { env: { TEST_MODE: 'integration', ...KEY, ...env } });
      expect(recorded.tests.flatMap(({ failureMessages }) => failureMessages)).toEqual([]);
      expect(recorded.report).toMatchObject({ cassettes: { recorded: 2, unused: [], orphaned: [] } });
      expect(await cli(project, ['verify'], env)).toMatchObject({
        status: 0,
        stdout: expect.stringMatching(/^2 cassettes in order[^\n]*\.\n$/),
      });
    }
    expect(answers).toBe(4);
    rmSync(join(project.folder, 'packages/two/same.test.js'));
    writeFileSync(join(project.folder, 'packages/one/same.test.js'), asks.replace("'asks'", "'asks again'"));
    const played = await runJest(project, { env: { TEST_MODE: 'integration', CI: 'true', ...shared } });
    expect(played.report).toMatchObject({
      cassettes: { moved: 1, orphaned: [expect.stringContaining('shared/packages/two/same.test.js')] },
    });
    // In the project's own folder, its tests are named from there.
    await runJest(project, { env: { TEST_MODE: 'integration', CI: 'true' } });
    const ofOne = JSON.parse((await cli(project, ['list', '--json'])).stdout) as { path: string; state: string }[];
    expect(ofOne.filter(({ path }) => path.includes('packages/one')).map(({ state }) => state)).toEqual(['moved']);
    const listed = JSON.parse((await cli(project, ['list', '--json'], shared)).stdout) as { path: string; state: string }[];
    expect(listed.map(({ path, state }) => [path.split('/').slice(0, 3).join('/'), state])).toEqual([
      ['shared/packages/one', 'moved'],
      ['shared/packages/two', 'orphaned'],
    ]);
    expect((await cli(project, ['prune', '--yes'], shared)).stdout).toContain('1 cassette removed, 1 moved.');
    const again = await runJest(project, { env: { TEST_MODE: 'integration', CI: 'true', ...shared } });
    expect(again.report).toMatchObject({ cassettes: { played: 1, moved: 0, orphaned: [], unused: [] } });
  } finally {
    project.remove();
    await provider.stop();
  }
});

// Fails when a command says something else than is there, or ends with another code than its help promises.
test('dspex-jest lists, shows, verifies and prunes the cassettes of a project, and explains itself elsewhere', async () => {
  const provider = await startProvider();
  provider.onMessage(/./, { content: 'an answer', usage: usage(3, 4) });
  const asks = (...names: string[]) => `${SAYS}test.each(${JSON.stringify(names)})('%s', async (name) => { await ask(name + ' asks'); });`;
  const project = makeProject({ 'jest.config.js': realConfig(provider.url), 'a.test.js': asks('one', 'two', 'three') });
  try {
    await runJest(project, { env: { TEST_MODE: 'integration', ...KEY } });
    const list = await cli(project, ['list']);
    expect(list).toMatchObject({ status: 0, stderr: '' });
    expect(list.stdout).toMatch(/^a\.test\.js {2}one\n {2}ok {8}[0-9a-f]{20}-0 {2}\d{4}-\d\d-\d\d {2}gpt-4o-mini$/m);
    expect(list.stdout).toMatch(/^3 cassettes$/m);
    const [first] = JSON.parse((await cli(project, ['list', '--json'])).stdout) as { path: string; key: string; test: object }[];
    for (const name of [first?.path as string, first?.key.slice(0, 8) as string]) {
      const shown = await cli(project, ['show', name]);
      expect(shown.stdout).toContain('user:\n  one asks');
      expect(shown.stdout).toMatch(/reply: \(.*\)\nan answer/);
    }
    expect(JSON.parse((await cli(project, ['show', first?.key as string, '--json'])).stdout)).toMatchObject([
      { cassette: { key: first?.key } },
    ]);
    expect(await cli(project, ['show', 'ffff'])).toMatchObject({ status: 1, stderr: expect.stringContaining('CASSETTE_NOT_FOUND') });

    // A test that is gone from its file, a file that holds half a cassette, and one that holds a key.
    writeFileSync(join(project.folder, 'a.test.js'), asks('one', 'three'));
    await runJest(project, { env: { TEST_MODE: 'integration', CI: 'true' } });
    const paths = (JSON.parse((await cli(project, ['list', '--json'])).stdout) as { path: string; test: { name: string } }[]).map(
      ({ path, test }) => [test.name, join(project.folder, path)] as const,
    );
    const pathOf = (name: string): string => new Map(paths).get(name) as string;
    writeFileSync(pathOf('one'), readFileSync(pathOf('one'), 'utf8').slice(0, 100));
    cpSync(pathOf('three'), pathOf('three').replace(/-0\.json$/, '-1.json'));
    writeFileSync(pathOf('three'), readFileSync(pathOf('three'), 'utf8').replace('an answer', KEY.GEMINI_TEST_API_KEY));
    const verify = await cli(project, ['verify']);
    expect(verify.status).toBe(1);
    expect(verify.stdout).toMatch(/^corrupt .*one-[0-9a-f]{8}/m);
    expect(verify.stdout).toMatch(/^corrupt .*three-[0-9a-f]{8}.*-1\.json$/m);
    expect(verify.stdout).toMatch(/^secret .*three-[0-9a-f]{8}.*-0\.json$/m);
    expect(verify.stdout).toMatch(/^orphaned .*two-[0-9a-f]{8}.*\n +a\.test\.js has no test "two" any more$/m);
    expect(verify.stdout).not.toContain(KEY.GEMINI_TEST_API_KEY);
    expect(JSON.parse((await cli(project, ['verify', '--json'])).stdout)).toMatchObject({ count: 4, wrong: [{}, {}, {}, {}] });
    expect((await cli(project, ['prune', '--yes'])).stdout).toContain('1 cassette removed, 0 moved.');
    expect(existsSync(pathOf('two'))).toBe(false);

    expect(await cli({ folder: '/' }, ['list'])).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/There is no Jest in \/\.[\s\S]*next: cd/),
    });
    expect((await cli(project, ['--help'])).stdout).toMatch(/list[\s\S]*show[\s\S]*verify[\s\S]*prune/);
  } finally {
    project.remove();
    await provider.stop();
  }
});
