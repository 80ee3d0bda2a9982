import { FILES, type Level } from './isolation-files';
import { waitForNothing } from './left-behind';
import { makeProject, type Project, type Run, runJest } from './run-jest';

interface Visit {
  readonly stays: string[];
  readonly goesOn: string[];
  readonly shared: string[];
  readonly numbers: number[];
  readonly pid: number;
}

const STAYS = ['C state', 'class registries', 'imported modules', 'module globals'];

const said = <T>(run: Run, word: string): T[] =>
  [...run.output.matchAll(new RegExp(`${word} (\\{.*\\})`, 'g'))].map((found) => JSON.parse(found[1] as string) as T);

/** What the tests of a run with these arguments find of one another. */
export function describeTests(name: string, args: readonly string[]): void {
  describe(name, () => {
    let project: Project;
    let run: Run;
    let visits: { level: Level; file: number; visits: Visit[] }[];
    let left: { level: Level; seen: { pid: number; goesOn: string[] }[] }[];
    beforeAll(async () => {
      project = makeProject(FILES);
      run = await runJest(project, { args });
      visits = said(run, 'VISITS');
      left = said(run, 'LEFT');
    });
    afterAll(() => project.remove());

    const of = (level: Level): Visit[][] => visits.filter((found) => found.level === level).map((found) => found.visits);
    const leaksOf = (label: string): string =>
      ((run.report?.leaks ?? []) as { label: string; kind: string; what: string }[])
        .filter((leak) => leak.label === label)
        .map(({ kind, what }) => `${kind} ${what}`)
        .join('\n');

    // Fails when a test finds a setting, variable, handler, history entry or program of another: each looks before it changes all of them.
    test('no test finds what another changed and a reset can put back', () => {
      expect(run.tests.filter(({ status }) => status !== 'passed').flatMap(({ failureMessages }) => failureMessages)).toEqual([]);
      expect(run.exitCode).toBe(0);
      expect(visits.map((found) => found.visits.length)).toEqual([4, 4, 4, 4, 4, 4]);
    });

    // Fails when a full test shares its process with another.
    test('full: nothing of another test is there', () => {
      for (const file of of('full')) {
        expect(file.flatMap(({ stays, goesOn }) => [...stays, ...goesOn])).toEqual([]);
        expect(new Set(file.map(({ pid }) => pid)).size).toBe(4);
      }
    });

    // Shows what the documents say is shared. Fails when the first test of a file finds anything: then files share it, too.
    test.each(['session', 'namespace'] as const)('%s: module globals, registries, C state and imports stay, within the file', (level) => {
      for (const file of of(level)) {
        expect(file.map(({ stays }) => stays)).toEqual([[], STAYS, STAYS, STAYS]);
        expect(new Set(file.map(({ pid }) => pid)).size).toBe(1);
      }
      const processes = of(level).map(([first]) => first?.pid);
      expect(new Set(processes).size).toBe(2);
    });

    // Fails when numbers depend on the order of tests, the file's other tests, the attempt, or the process.
    test('random numbers are those of the test, on every attempt and in every order', () => {
      for (const file of visits) {
        const numbers = new Set(file.visits.map((found) => JSON.stringify(found.numbers)));
        expect({ ...file, distinct: numbers.size }).toMatchObject({ distinct: 3 });
      }
    });

    test('temp files are shared on every level: the folder is', () => {
      expect(visits.flatMap((file) => file.visits.slice(1)).every(({ shared }) => shared.includes('temp file'))).toBe(true);
    });

    // Fails when a thread, process or descriptor of an earlier test runs in the process that a later one gets.
    test.each(['full', 'session'] as const)('%s: what goes on after a test is in no process that a later one gets', (level) => {
      const { seen } = left.find((found) => found.level === level) as (typeof left)[number];
      expect(seen.map(({ goesOn }) => goesOn)).toEqual([[], [], [], [], [], [], []]);
    });

    // Fails when a session's process that something was left in is used again, or one that was clean is not.
    test('what goes on is told by name, and retires a session process', () => {
      for (const level of ['session', 'namespace']) {
        const lines = leaksOf(`${level} leaves what goes on`);
        expect(lines).toMatch(/Python thread poller \(isolation_probe\.py:\d+ in .*\)/);
        expect(lines).toMatch(/Python process \d+ \(.*time\.sleep\(600\)/);
        expect(lines).toMatch(/Python descriptor \d+ \(.*kept\.txt\)/);
      }
    });

    test('a run leaves no process and no file but those the tests wrote', async () => {
      const { processes, files } = await waitForNothing(project.tmp, 100);
      expect({ processes, files: files.filter((file) => !['left.txt', 'kept.txt'].includes(file)) }).toEqual({ processes: [], files: [] });
    });
  });
}
