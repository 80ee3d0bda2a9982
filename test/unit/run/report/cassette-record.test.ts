import { CassetteRecord } from '../../../../src/run/report/cassette-record';
import type { RunEventOf } from '../../../../src/shared/boundaries/run-events';

const root = '/project/cassettes';
const use = (path: string, more: Partial<RunEventOf<'cassette'>> = {}): RunEventOf<'cassette'> => ({
  type: 'cassette',
  root,
  path,
  how: 'played',
  stale: false,
  belongsAt: path,
  today: null,
  redacted: [],
  test: { file: 'a.test.ts', name: 'one' },
  ...more,
});
const judged = (file: string, more: Partial<RunEventOf<'cassettes_judged'>> = {}): RunEventOf<'cassettes_judged'> => ({
  type: 'cassettes_judged',
  root,
  base: '/project',
  file,
  unused: [],
  gone: [],
  ...more,
});
function recordOf(...events: Parameters<CassetteRecord['add']>[0][]): CassetteRecord {
  const record = new CassetteRecord();
  for (const event of events) record.add(event);
  return record;
}

// Each fails when the summary or `prune` is told of something that is not so.
describe('what a run tells of its cassettes', () => {
  test('a recording has moved when only another test played it', () => {
    const record = recordOf(
      use('old/k-0.json', { how: 'moved', belongsAt: 'new/k-0.json' }),
      judged('a.test.ts', { gone: ['old/k-0.json'] }),
    );
    expect(record.toReport('/project', [`${root}/old/k-0.json`])).toMatchObject({
      played: 0,
      moved: 1,
      movedPaths: ['cassettes/old/k-0.json'],
      orphaned: [],
    });
    expect(record.lastRuns()[0]?.run.moved).toEqual([
      { from: 'old/k-0.json', to: 'new/k-0.json', test: { file: 'a.test.ts', name: 'one' } },
    ]);
  });

  test('a recording that its own test plays too has not moved', () => {
    const record = recordOf(use('k-0.json', { how: 'moved', belongsAt: 'new/k-0.json' }), use('k-0.json'), judged('a.test.ts'));
    expect(record.toReport('/project', [])).toMatchObject({ played: 2, moved: 0, movedPaths: [] });
    expect(record.lastRuns()[0]?.run.moved).toEqual([]);
  });

  test('what two projects run is needless when both find it so', () => {
    const record = recordOf(
      judged('a.test.ts', { unused: ['one-0.json', 'two-0.json'], gone: ['three-0.json'] }),
      judged('a.test.ts', { unused: ['two-0.json'] }),
    );
    expect(record.toReport('/project', [])).toMatchObject({ unused: ['cassettes/two-0.json'], orphaned: [] });
    expect(record.lastRuns()).toMatchObject([{ run: { unused: ['two-0.json'], gone: [] } }]);
  });

  test('what one file left over and another played is needed', () => {
    const record = recordOf(judged('a.test.ts', { unused: ['k-0.json'] }), use('k-0.json', { how: 'moved', belongsAt: 'b/k-0.json' }));
    expect(record.toReport('/project', []).unused).toEqual([]);
  });
});
