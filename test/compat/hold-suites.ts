import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { differences, LOOKING_FILES, platformProject, type Seen } from './platform/projects';
import { type Outcome, runSuites, type SuiteOptions } from './run-suites';

/** Made by `npm run test:compat`: a project to each major of Jest, with the package installed by npm. */
export const FOLDER = process.env.DSPEX_COMPAT_FOLDER as string;
export const PLAIN = { testEnvironment: 'node' };
// In CI a first failure ends the run, by an option: these suites have some on purpose.
export const OURS = { preset: '@dspex/jest-preset', testEnvironmentOptions: { dspex: { maxFailures: 0 } } };

const LINKED_TEST = `const { dspex } = require('@dspex/jest-preset');
test('runs', async () => {
  dspex.lm.when({ q: 'a' }).reply({ r: 'b' });
  expect((await dspex.run('q -> r', { q: 'a' })).outputs.r).toBe('b');
});`;

jest.setTimeout(300_000);

/** The same suites under plain Jest and under the preset. */
async function both(major: string, options: SuiteOptions = {}): Promise<{ plain: Outcome; ours: Outcome }> {
  const project = join(FOLDER, `jest-${major}`);
  return { plain: await runSuites(project, PLAIN, options), ours: await runSuites(project, OURS, options) };
}

/** What is expected under the preset: the same, but for what plain Jest breaks (one file's nock, the next file's http) and the preset heals. */
export function asGood(plain: Outcome, ours: Outcome): Outcome['tests'] {
  const expected = Object.entries(plain.tests).map(([name, said]) => [
    name,
    said.startsWith('failed') && ours.tests[name] === 'passed' ? 'passed' : said,
  ]);
  return Object.fromEntries(expected);
}

/** For a file to each major: they run side by side. */
export function holdSuitesThatUseNoneOfIt(major: string): void {
  // Each fails when a test of a suite that uses nothing of the package ends otherwise than under plain Jest, or says something else.
  describe(`under Jest ${major} suites that use none of it`, () => {
    test('end as they do without it', async () => {
      const { plain, ours } = await both(major, { args: ['--testPathIgnorePatterns', 'dom-library', 'in-set-up', 'exit-code'] });
      expect(Object.values(plain.tests).filter((said) => said === 'passed').length).toBeGreaterThan(50);
      expect(ours.tests).toEqual(asGood(plain, ours));
      expect(ours.exitCode).toBe(plain.exitCode);
    });

    test('end so in workers, in one process, and with the other major of nock', async () => {
      const other = major === '29' ? 'nock14' : 'nock13';
      const files = ['nock', 'fetch', 'msw'];
      const mapped = { config: { moduleNameMapper: { '^nock$': other } }, files, args: ['-i'] };
      const withOther = await both(major, mapped);
      expect(withOther.ours.tests).toEqual(asGood(withOther.plain, withOther.ours));
      const inWorkers = await both(major, { files, args: ['-w', '2'] });
      expect(inWorkers.ours.tests).toEqual(asGood(inWorkers.plain, inWorkers.ours));
    });

    // Files that pass under plain Jest, so that a flag's own verdict shows.
    const green = ['fake-timers', 'nock.test', 'fetch.test', 'async-context', 'modules', 'globals', 'supertest'];
    test.each<[string, SuiteOptions]>([
      ['--detectOpenHandles', { args: ['--detectOpenHandles'] }],
      ['--randomize', { args: ['--randomize', '--seed=7'] }],
      ['--bail', { args: ['--bail', '-i'] }],
      ['--shard=1/2', { args: ['--shard=1/2'] }],
      ['workerThreads', { config: { workerThreads: true }, args: ['-w', '2'] }],
      ['workerIdleMemoryLimit', { config: { workerIdleMemoryLimit: '50MB' }, args: ['-w', '2'] }],
      ['resetModules', { config: { resetModules: true } }],
      ['restoreMocks', { config: { restoreMocks: true, clearMocks: true } }],
      [
        'fakeTimers in the config',
        { config: { fakeTimers: { enableGlobally: true, advanceTimers: true } }, files: ['async-context', 'globals', 'modules'] },
      ],
    ])('end so with %s', async (_, options) => {
      const { plain, ours } = await both(major, { files: green, ...options });
      expect(Object.keys(plain.tests).length).toBeGreaterThan(3);
      expect(ours.tests).toEqual(asGood(plain, ours));
      expect(ours.output.includes('open handle')).toBe(plain.output.includes('open handle'));
    });

    test.each<[string, SuiteOptions]>([
      ['in one process', { files: ['exit-code', 'sdk'], args: ['-i'] }],
      ['in workers', { files: ['exit-code', 'sdk'], args: ['-w', '2'] }],
      ['with a mock of fetch in the set-up files', { files: ['in-set-up'], args: ['-i'], config: { setupFiles: ['./set-up-fetch.js'] } }],
    ])('exit as they do without it, %s', async (_, options) => {
      const { plain, ours } = await both(major, options);
      expect([ours.exitCode, ours.tests]).toEqual([plain.exitCode, plain.tests]);
      expect(Object.values(plain.tests)).toContain('passed');
    });

    test.each([[['-i']], [['-w', '2']]])('end so in jsdom with %j', async (args) => {
      const project = join(FOLDER, `jest-${major}`);
      const options = { files: ['dom-library'], args };
      const plain = await runSuites(project, { testEnvironment: 'jsdom' }, options);
      const ours = await runSuites(project, { ...OURS, testEnvironment: './dom-environment.js' }, options);
      expect([ours.exitCode, ours.tests]).toEqual([plain.exitCode, plain.tests]);
      expect(plain.exitCode).toBe(0);
      expect(ours.output.includes('Cannot log')).toBe(plain.output.includes('Cannot log'));
    });

    test('find the platform as it is, before and after files that change it', async () => {
      const project = mkdtempSync(join(FOLDER, `jest-${major}`, 'platform-'));
      const write = (files: Readonly<Record<string, string>>): void => {
        for (const [name, text] of Object.entries(files)) {
          mkdirSync(dirname(join(project, name)), { recursive: true });
          writeFileSync(join(project, name), text);
        }
      };
      const seen = (file: string): Seen => JSON.parse(readFileSync(join(project, `${file}.seen.json`), 'utf8'));
      const config = { testSequencer: './sequencer.js' };
      try {
        write(platformProject('jsdom'));
        await runSuites(project, PLAIN, { config, args: ['-i'], files: ['1-first', '9-dom'] });
        const [plain, plainDom] = [seen('1-first'), seen('9-dom')];
        write({
          ...platformProject('./dom-environment.js'),
          'dom-environment.js': readFileSync(join(FOLDER, `jest-${major}/dom-environment.js`), 'utf8'),
        });
        expect((await runSuites(project, OURS, { config, args: ['-i'] })).exitCode).toBe(0);
        for (const file of LOOKING_FILES) expect([file, differences(plain, seen(file))]).toEqual([file, []]);
        expect(differences(plainDom, seen('9-dom'))).toEqual([]);
      } finally {
        rmSync(project, { recursive: true, force: true });
      }
    });

    test('leak nothing that --detectLeaks would find', async () => {
      const { plain, ours } = await both(major, {
        files: ['async-context', 'modules', 'supertest', 'globals'],
        args: ['--detectLeaks', '-i'],
      });
      expect(ours.tests).toEqual(asGood(plain, ours));
    });

    test('run beside other environments, and without injected globals', async () => {
      const projects = {
        projects: [
          { ...OURS, displayName: 'ours' },
          { ...PLAIN, displayName: 'plain' },
          { testEnvironment: 'jsdom', displayName: 'dom' },
        ].map((each) => ({
          ...each,
          rootDir: join(FOLDER, `jest-${major}`),
          transform: {},
          testMatch: ['**/modules.test.js', '**/globals-imported.test.js'],
          injectGlobals: true,
        })),
      };
      const mixed = await runSuites(join(FOLDER, `jest-${major}`), {}, { config: projects });
      expect(Object.values(mixed.tests).filter((said) => said !== 'passed')).toEqual([]);
      const { plain, ours } = await both(major, { config: { injectGlobals: false }, files: ['esm'] });
      expect(ours.tests).toEqual(asGood(plain, ours));
    });

    test('run with a linked copy of the package, which Jest transforms', async () => {
      const source = join(FOLDER, `jest-${major}`);
      const project = mkdtempSync(join(source, 'linked-'));
      const workspace = join(project, 'packages', 'jest-preset');
      cpSync(join(source, 'node_modules', '@dspex', 'jest-preset'), workspace, { recursive: true });
      mkdirSync(join(project, 'node_modules', '@dspex'), { recursive: true });
      symlinkSync(workspace, join(project, 'node_modules', '@dspex', 'jest-preset'));
      writeFileSync(join(project, 'package.json'), '{ "private": true }');
      writeFileSync(join(project, 'a.test.js'), LINKED_TEST);
      try {
        const { tests } = await runSuites(project, OURS, { config: { transform: { '\\.js$': 'babel-jest' } } });
        expect(tests).toEqual({ 'a.test.js › runs': 'passed' });
      } finally {
        rmSync(project, { recursive: true, force: true });
      }
    });
  });
}
