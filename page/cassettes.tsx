import { count } from './format';
import { Empty, PartsBar, Section } from './parts';
import { TextBlock } from './text-block';
import type { ViewProps } from './view-props';

/** Recordings: what played, what is new, what nobody needs, and what missed. */
export function CassettesView({ model }: ViewProps) {
  const { cassettes } = model.report;
  const { played, moved, recorded, pending, misses } = cassettes;
  const parts = [
    { name: 'played', value: played, kind: 'cassette' },
    { name: 'played from a renamed test', value: moved, kind: 'rule' },
    { name: 'recorded', value: recorded, kind: 'real' },
    { name: 'kept for the next attempt', value: pending, kind: 'default' },
  ];
  const lists = [
    ['Stale', 'Played, and older than the project allows.', cassettes.stale],
    ['Unused', 'Nobody asked for them; npx dspex-jest cassettes prune removes them.', cassettes.unused],
    ['Orphaned', 'Their test, or its file, is gone.', cassettes.orphaned],
    ['Moved', 'They lie under the name that their test had before.', cassettes.movedPaths],
    [
      'With parts taken out',
      'A replay differs there from what was said.',
      cassettes.redacted.map(({ path, places }) => `${path}: ${places.join(', ')}`),
    ],
  ] as const;
  const isEmpty = parts.every(({ value }) => value === 0) && misses.length === 0 && lists.every(([, , paths]) => paths.length === 0);
  return (
    <>
      <h1>Cassettes</h1>
      {isEmpty ? <Empty>No recording was used.</Empty> : <PartsBar label="Cassettes" parts={parts} />}
      {misses.length === 0 ? null : <Misses misses={misses} />}
      {lists.map(([title, why, paths]) => (
        <Paths key={title} title={title} why={why} paths={paths} />
      ))}
    </>
  );
}

function Misses({ misses }: { readonly misses: readonly { difference: string; count: number; tests: string[] }[] }) {
  return (
    <Section title="Missed">
      {misses.map(({ difference, count: times, tests }, at) => (
        <div key={at}>
          <p>
            {count(times, 'call')} in {count(tests.length, 'test')}: {tests.slice(0, 5).join(', ')}
          </p>
          {difference === '' ? null : <TextBlock label="how it differs from the nearest recording" text={difference} isDiff />}
        </div>
      ))}
    </Section>
  );
}

function Paths({ title, why, paths }: { readonly title: string; readonly why: string; readonly paths: readonly string[] }) {
  if (paths.length === 0) return null;
  return (
    <Section title={title} note={paths.length}>
      <p class="empty">{why}</p>
      <ul class="plain">
        {paths.slice(0, 200).map((path) => (
          <li key={path}>
            <code>{path}</code>
          </li>
        ))}
      </ul>
    </Section>
  );
}
