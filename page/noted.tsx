import type { Model } from './model';
import { Section } from './parts';

/** What is to be known besides tests: shared causes, leaks, rules that nobody used, notes. */
export function Noted({ model: { report } }: { readonly model: Model }) {
  const lists = [
    [
      'Causes that several tests share',
      report.causes.filter(({ tests }) => tests > 1).map(({ what, next, tests }) => `${what} ${tests} tests failed of it. Next: ${next}`),
    ],
    [
      'Left behind',
      report.leaks.map(
        ({ kind, what, label, openedAt }) =>
          `${kind} ${what}${openedAt === undefined ? '' : `, opened at ${openedAt}`}, left by "${label}"`,
      ),
    ],
    [
      'Rules that answered nothing',
      report.unusedRules.map(({ declaredAt, label, count: times }) => `${declaredAt} in "${label}"${times > 1 ? `, ${times} times` : ''}`),
    ],
    ['Notes', report.notices],
  ] as const;
  return (
    <>
      {lists.map(([title, lines]) => (
        <NotedList key={title} title={title} lines={lines} />
      ))}
    </>
  );
}

function NotedList({ title, lines }: { readonly title: string; readonly lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <Section title={title} note={lines.length}>
      <ul class="plain">
        {lines.slice(0, 50).map((line, at) => (
          <li key={at}>{line}</li>
        ))}
      </ul>
    </Section>
  );
}
