import { noteWatched, runsAgainFor, type WatchedProject } from '../../../src/run/watched-reports';

const seen = Symbol.for('dspex.watched-projects');
afterEach(() => {
  delete (globalThis as Record<symbol, unknown>)[seen];
});

const project: WatchedProject = { rootDir: '/app', roots: ['/app'], moduleFileExtensions: ['js', 'json'] };
const noted = (...projects: WatchedProject[]): void => projects.forEach(noteWatched);

// Fails when a watch session runs for ever on its own reports, or when one that would not gets no report.
describe('a report in a watch session', () => {
  test('is written where Jest does not look', () => {
    noted(project);
    expect(runsAgainFor('/elsewhere/report')).toBeNull();
    expect(runsAgainFor('/application/report')).toBeNull();
  });

  test.each<[string, Partial<WatchedProject>]>([
    ['modulePathIgnorePatterns', { modulePathIgnorePatterns: ['/\\.dspex/'] }],
    ['watchPathIgnorePatterns', { watchPathIgnorePatterns: ['/\\.dspex/'] }],
    ['roots', { roots: ['/app/src', '/app/test'] }],
    ['moduleFileExtensions', { moduleFileExtensions: ['js', 'ts'] }],
  ])('is written where %s leave it out', (_, more) => {
    noted({ ...project, ...more });
    expect(runsAgainFor('/app/.dspex/report')).toBeNull();
  });

  test('is not written where it would start the next run, with what to put into the config', () => {
    noted(project);
    expect(runsAgainFor('/app/out/report')).toBe(
      'no report is written to /app/out/report: Jest watches it, and would run again for each. ' +
        'Put watchPathIgnorePatterns: ["<rootDir>/out/report/"] into the config of Jest',
    );
  });

  test('is not written where another project looks, also when its files do not run this time', () => {
    const ours = { ...project, modulePathIgnorePatterns: ['/\\.dspex/'], displayName: { name: 'ours' } };
    noted(ours, { ...project, displayName: { name: 'plain' } });
    noted(ours);
    expect(runsAgainFor('/app/.dspex/report')).toContain('["<rootDir>/.dspex/report/"] into the config of "plain"');
  });

  test('gives a pattern that leaves it out', () => {
    noted({ ...project, rootDir: '/app/packages/one', roots: ['/app'] });
    const [, pattern = ''] = /\["(.+)"\]/.exec(runsAgainFor('/app/reports') ?? '') ?? [];
    noted({ ...project, rootDir: '/app/packages/one', roots: ['/app'], watchPathIgnorePatterns: [pattern] });
    expect(runsAgainFor('/app/reports')).toBeNull();
  });
});
