import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { dspexJest } from '../e2e/cli';
import { makeProject, type Project, runJest } from '../e2e/run-jest';

/** Recorded by a package that wrote version 1, with the test file that asked. */
const RECORDED = resolve(__dirname, 'former-cassettes');
const FOLDER = 'test/fixtures/lm_responses';

function filesUnder(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map(({ parentPath, name }) => join(parentPath, name));
  return Object.fromEntries(paths.map((path) => [relative(folder, path), readFileSync(path, 'utf8')]));
}

interface Row {
  readonly path: string;
  readonly outcome: string;
  readonly by: string;
  readonly to: string;
}

let project: Project;
const before = filesUnder(join(RECORDED, 'lm_responses'));
const now = (): Record<string, string> => filesUnder(join(project.folder, FOLDER));
const play = () => runJest(project, { env: { TEST_MODE: 'integration', CI: 'true' } });
const migrate = async (...more: string[]) => {
  const { status, stdout, stderr } = await dspexJest(project, ['cassettes', 'migrate', '--json', ...more]);
  expect([status, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as { done: boolean; of: number; rekeyed: number; notRun: number; recordings: Row[] };
};
const outcomes = (rows: readonly Row[]): Record<string, string> =>
  Object.fromEntries(rows.map(({ path, outcome }) => [relative(FOLDER, path), outcome]));
beforeEach(() => {
  const files = Object.entries(before).map(([path, text]) => [join(FOLDER, path), text]);
  project = makeProject({ 'a.test.js': readFileSync(join(RECORDED, 'a.test.js'), 'utf8'), ...Object.fromEntries(files) });
});
afterEach(() => project.remove());

// Fails when a recording of version 1 is not found by the key that it had, or plays for another call than the one it answered.
test('recordings of version 1 play, are filed under the keys of today, and play the same', async () => {
  const played = await play();
  expect(played.tests.map(({ failureMessages }) => failureMessages.join())).toEqual(['', '', '', '', '', '']);
  expect(now()).toEqual(before);
  const would = await migrate('--dry-run');
  expect([would.done, now()]).toEqual([false, before]);
  const { recordings, ...counts } = await migrate();
  expect(counts).toMatchObject({ done: true, of: 7, rekeyed: 4, sameKey: 3, taken: 0, notRun: 0 });
  expect(outcomes(recordings)).toEqual(outcomes(would.recordings));
  // What keeps its key keeps its file, byte for byte.
  const kept = Object.entries(before).filter(([path]) => outcomes(recordings)[path] === 'same_key');
  expect(now()).toMatchObject(Object.fromEntries(kept));
  const again = await play();
  expect(again.tests.map(({ failureMessages }) => failureMessages.join())).toEqual(['', '', '', '', '', '']);
  expect(again.report).toMatchObject({ cassettes: { played: 7, unused: [], orphaned: [] } });
  expect(await migrate()).toMatchObject({ rekeyed: 0, of: 7 });
  const sampled = Object.values(now()).map((text) => JSON.parse(text).request.sampling);
  expect(sampled).toEqual(expect.arrayContaining([{ verbosity: 'low' }, { verbosity: 'high' }]));
});

// Fails when a file is filed by a guess although its own request says where, or when something of the guess is not told.
test('where no run has played them, what the file itself says counts', async () => {
  const { recordings, ...counts } = await migrate();
  expect(counts).toMatchObject({ rekeyed: 1, sameKey: 6, notRun: 7 });
  expect(recordings.find(({ outcome }) => outcome === 'rekeyed')).toMatchObject({ path: expect.stringContaining('stops-at-one-text') });
  // It came back with another branch: the place is taken, and neither file is touched.
  const [former] = Object.entries(before).find(([path]) => path.includes('stops-at-one-text')) as [string, string];
  writeFileSync(join(project.folder, FOLDER, former), before[former] as string);
  expect(await migrate()).toMatchObject({ rekeyed: 0, taken: 1 });
  expect(now()).toMatchObject({ [former]: before[former] });
  expect((await play()).tests.map(({ status }) => status)).toEqual(['passed', 'passed', 'passed', 'passed', 'passed', 'passed']);
});
