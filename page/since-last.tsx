import type { Model, Test } from './model';
import { Section, TestLink } from './parts';
import { linkTo } from './route';

/** How a test stands to when it ran last. */
export type Since = 'newly failing' | 'fixed' | 'new' | null;

export function sinceLast({ status, before, isOutside }: Test, hasHistory: boolean): Since {
  if (isOutside) return null;
  if (before === null) return hasHistory && status !== 'skipped' ? 'new' : null;
  if (status === 'failed' && before.status !== 'failed') return 'newly failing';
  return status === 'passed' && before.status === 'failed' ? 'fixed' : null;
}

const MOST_SHOWN = 5;

/** What changed since these tests ran last. */
export function SinceLast({ model }: { readonly model: Model }) {
  const { history, gone } = model.report;
  if (history.length === 0) return null;
  const by = (since: Since): Test[] => model.tests.filter((test) => sinceLast(test, true) === since);
  const groups = [
    ['newly failing', by('newly failing')],
    ['fixed', by('fixed')],
    ['new', by('new')],
  ] as const;
  const isSame = groups.every(([, tests]) => tests.length === 0) && gone.length === 0;
  return (
    <Section title="Since the last run">
      {isSame ? <p class="empty">Every test ended as it did before.</p> : null}
      {groups.map(([name, tests]) => (
        <Group key={name} name={name} tests={tests} />
      ))}
      {gone.length === 0 ? null : (
        <p>
          {gone.length} gone:{' '}
          {gone
            .slice(0, MOST_SHOWN)
            .map(({ fullName }) => fullName)
            .join(', ')}
          {gone.length > MOST_SHOWN ? ', …' : ''}
        </p>
      )}
    </Section>
  );
}

function Group({ name, tests }: { readonly name: string; readonly tests: readonly Test[] }) {
  if (tests.length === 0) return null;
  return (
    <p>
      <a href={linkTo('tests', '', { has: name })}>
        {tests.length} {name}
      </a>
      :{' '}
      {tests.slice(0, MOST_SHOWN).map((test, at) => (
        <span key={test.id}>
          {at > 0 ? ', ' : ''}
          <TestLink test={test} />
        </span>
      ))}
      {tests.length > MOST_SHOWN ? ', …' : ''}
    </p>
  );
}
