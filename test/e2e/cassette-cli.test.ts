import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cassettePath } from '../../src/lm/cassettes/cassette-path';
import { PACKAGE_VERSION } from '../../src/shared/own-version';
import { cassetteFile } from '../unit/lm/cassettes/cassette-parts';
import { type CliOptions, dspexJest, startCli } from './cli';
import { makeProject, type Project } from './run-jest';

const FOLDER = 'test/fixtures/lm_responses';
const KEY = 'abcdef0123456789abcd';
const OTHER = '0123456789abcdef0123';
const place = (file: string, name: string, key: string): string => join(FOLDER, cassettePath({ file, name, ordinal: 0 }, key, 0));
const first = place('src/a.test.ts', 'asks', KEY);

// A config may print whatever it likes, before Jest does and after it.
const LOUD = `
console.log('loading {');
process.stdout.write('{"configs": [], and no line feed');
process.on('exit', () => console.log('}\\n{ "configs": [] }\\nbye'));
module.exports = { preset: '@dspex/jest-preset', testEnvironmentOptions: { dspex: { lm: { cassettes: { notSecret: ['xoxb-1.*'] } } } } };
`;

let project: Project;
const run = (words: string, options?: CliOptions) => dspexJest(project, words.split(' ').filter(Boolean), options);
const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(project.folder, path)), { recursive: true });
  writeFileSync(join(project.folder, path), text);
};
beforeAll(() => {
  project = makeProject({ 'jest.config.js': LOUD, 'src/a.test.ts': '', 'src/b.test.ts': '', 'deep/er/x.txt': '' });
  write(first, cassetteFile(KEY));
  write(place('src/b.test.ts', 'asks', OTHER), cassetteFile(OTHER));
});
afterAll(() => project.remove());

// Fails when what a config prints is taken for what Jest prints.
test('finds the project of a config that prints', async () => {
  const { status, stdout, stderr } = await run('cassettes list');
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^2 cassettes, 2 to look at$/m);
});

test('shows what a path from a folder below names, and says of what names nothing what would', async () => {
  const cwd = join(project.folder, 'deep/er');
  const [shown, none] = await Promise.all([run(`cassettes show ../../${first} --json`, { cwd }), run('cassettes show nothing-like-it')]);
  expect(JSON.parse(shown.stdout)).toMatchObject([{ cassette: { key: KEY } }]);
  expect(none).toMatchObject({ status: 1, stderr: expect.stringContaining('[CASSETTE_NOT_FOUND]') });
});

// Fails when a reader of a recording does not see what the model thought before it spoke.
test('shows the thoughts of a reply, too', async () => {
  const path = place('src/b.test.ts', 'thinks', KEY);
  write(path, cassetteFile(KEY).replace('"thinking": null', '"thinking": ["Let me", "see."]'));
  expect((await run(`cassettes show ${path}`)).stdout).toMatch(/^reply: .*\n\(thought: Let me\nsee\.\)\n/m);
  execFileSync('rm', ['-r', dirname(join(project.folder, path))]);
});

describe('wrong usage', () => {
  // Each fails when a slip is taken for something else, ends with another code, or its cure is no line to type.
  test.each([
    ['casettes list', 'npx dspex-jest cassettes list'],
    ['cassettes lst', 'npx dspex-jest cassettes list'],
    ['list --json', 'npx dspex-jest cassettes list --json'],
    ['cassettes verify --jsn', 'npx dspex-jest cassettes verify --json'],
    ['cassettes show', 'npx dspex-jest cassettes show --help'],
    ['cassettes list a b', 'npx dspex-jest cassettes list --help'],
    ['cassettes prune --never-heard-of', 'npx dspex-jest cassettes prune --help'],
    ['something else', 'npx dspex-jest --help'],
  ])('%s ends with 2 and proposes a line that works', async (typed, next) => {
    const { status, stderr } = await run(typed);
    expect([status, /next: (.*)/.exec(stderr)?.[1]]).toEqual([2, next]);
    if (!next.endsWith('--help')) expect((await run(next.replace('npx dspex-jest ', ''))).status).toBe(0);
  });

  test('the version is that of the package', async () => {
    expect(await run('--version')).toMatchObject({ status: 0, stdout: `${PACKAGE_VERSION}\n` });
  });

  test('a missing command shows the help', async () => {
    expect(await run('cassettes')).toMatchObject({ status: 2, stderr: expect.stringContaining('list, show') });
  });

  test('each help fits a screen', async () => {
    const commands = [
      '',
      'cassettes',
      'cassettes list',
      'cassettes show',
      'cassettes verify',
      'cassettes prune',
      'cassettes migrate',
      'cassettes refresh',
    ];
    for (const { status, stdout } of await Promise.all(commands.map((command) => run(`${command} --help`)))) {
      const lines = stdout.trimEnd().split('\n');
      expect([status, lines.length <= 24, lines.filter((line) => line.length > 80)]).toEqual([0, true, []]);
    }
  });
});

// In forms that only a scanner of others knows, put together here so that no scanner finds them in this file.
const SLACK = (from: string): string => ['xoxb', `${from}23456789012`, '1234567890123', 'AbCdEfGhIjKlMnOpQrStUvWx'].join('-');
const BASIC = ['https://hooks.example.test/?p', 'npmrc'].join('=');

describe('verify', () => {
  afterEach(() => execFileSync('rm', ['-r', join(project.folder, FOLDER, 'src/c.test.ts')]));

  // Fails when nobody else is asked, or when what the project says is no secret fails its CI.
  test('asks the secretlint that is installed, which spares what is no secret', async () => {
    write('src/c.test.ts', '');
    const path = place('src/c.test.ts', 'asks', KEY);
    write(path, cassetteFile(KEY, 0, `it is ${SLACK('1')} ${BASIC}`));
    // More than a pipe takes at once.
    write(place('src/c.test.ts', 'asks for much', KEY), cassetteFile(KEY, 0, 'a lot '.repeat(100_000)));
    expect((await run('cassettes verify')).stdout).toMatch(/^4 cassettes in order, and by secretlint 11\.\d+\.\d+ too\.$/m);
  });

  // Fails when the line to type names a file from another folder.
  test('says what to type about a secret, from where it is run', async () => {
    write('src/c.test.ts', '');
    const path = place('src/c.test.ts', 'asks', KEY);
    write(path, cassetteFile(KEY, 0, `it is ${SLACK('2')}`));
    const { status, stdout } = await run('cassettes verify');
    expect([status, stdout.includes(SLACK('2'))]).toEqual([1, false]);
    const command = /next, where secret: (rm .*?) +#/.exec(stdout)?.[1] as string;
    execFileSync('sh', ['-c', command], { cwd: project.folder });
    expect(existsSync(join(project.folder, path))).toBe(false);
  });
});

// Fails when a program has to read what is written for people.
test('prune tells other programs what it would do, and what it did', async () => {
  const gone = place('src/gone.test.ts', 'asks', KEY);
  write(gone, cassetteFile(KEY));
  const asked = JSON.parse((await run('cassettes prune --json')).stdout);
  expect(asked).toMatchObject({ done: false, removed: [{ path: gone, state: 'orphaned' }], moved: [] });
  expect(readFileSync(join(project.folder, gone), 'utf8')).toContain(KEY);
  expect(JSON.parse((await run('cassettes prune --yes --json')).stdout)).toMatchObject({ done: true, removed: [{ path: gone }] });
  expect(existsSync(join(project.folder, gone))).toBe(false);
});

// Fails when a reader that has seen enough, as `| head` has, gets a stack in its terminal, or the command ends for it.
test('a reader may leave before all is said', async () => {
  const left = startCli(project, ['cassettes', 'list', '--json']);
  left.stdout.destroy();
  let stderr = '';
  left.stderr.on('data', (text) => (stderr += text));
  const [status] = await once(left, 'close');
  expect([status, stderr]).toEqual([0, '']);
});

describe('a merge of two branches that recorded the same call', () => {
  const path = place('src/a.test.ts', 'asks', KEY);
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.test', ...args], { cwd: project.folder });
  const branch = (name: string, words: string): void => {
    git('checkout', '-q', '-b', name, 'before');
    write(path, cassetteFile(KEY, 0, words));
    git('add', FOLDER);
    git('commit', '-q', '-m', name);
  };

  // Fails when nobody says what is wrong with such a file, or git refuses the line that is to be typed.
  test('is told as that, with the line that takes a side', async () => {
    execFileSync('rm', [join(project.folder, path)]);
    git('init', '-q');
    git('commit', '-q', '--allow-empty', '-m', 'before');
    git('branch', 'before');
    branch('ours', 'said to one');
    branch('theirs', 'said to another');
    expect(() => git('merge', '-q', 'ours')).toThrow();
    const { status, stdout } = await run('cassettes verify');
    expect([status, stdout]).toEqual([1, expect.stringMatching(/^ {10}.*both sides of a merge/m)]);
    const command = /next, where corrupt: (.*?) +#/.exec(stdout)?.[1] as string;
    execFileSync('sh', ['-c', command], { cwd: project.folder });
    expect((await run('cassettes verify')).status).toBe(0);
    expect(readFileSync(join(project.folder, path), 'utf8')).toContain('said to another');
  });
});
