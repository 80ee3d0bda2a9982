import { howToUnwatch, noteWatched, type WatchedProject } from '../../../src/run/watched-files';

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
    expect(howToUnwatch('/elsewhere/report')).toBeNull();
    expect(howToUnwatch('/application/report')).toBeNull();
  });

  test.each<[string, Partial<WatchedProject>]>([
    ['modulePathIgnorePatterns', { modulePathIgnorePatterns: ['/\\.dspex/'] }],
    ['watchPathIgnorePatterns', { watchPathIgnorePatterns: ['/\\.dspex/'] }],
    ['roots', { roots: ['/app/src', '/app/test'] }],
    ['moduleFileExtensions', { moduleFileExtensions: ['js', 'ts'] }],
  ])('is written where %s leave it out', (_, more) => {
    noted({ ...project, ...more });
    expect(howToUnwatch('/app/.dspex/report')).toBeNull();
  });

  test('is not written where it would start the next run, with what to put into the config', () => {
    noted(project);
    expect(howToUnwatch('/app/out/report')).toBe('watchPathIgnorePatterns: ["<rootDir>/out/report/"] into the config of Jest');
  });

  test('is not written where another project looks, also when its files do not run this time', () => {
    const ours = { ...project, modulePathIgnorePatterns: ['/\\.dspex/'], displayName: { name: 'ours' } };
    noted(ours, { ...project, displayName: { name: 'plain' } });
    noted(ours);
    expect(howToUnwatch('/app/.dspex/report')).toContain('["<rootDir>/.dspex/report/"] into the config of "plain"');
  });

  test('gives a pattern that leaves it out', () => {
    noted({ ...project, rootDir: '/app/packages/one', roots: ['/app'] });
    const [, pattern = ''] = /\["(.+)"\]/.exec(howToUnwatch('/app/reports') ?? '') ?? [];
    noted({ ...project, rootDir: '/app/packages/one', roots: ['/app'], watchPathIgnorePatterns: [pattern] });
    expect(howToUnwatch('/app/reports')).toBeNull();
  });
});
