import { useMemo } from 'preact/hooks';
import { LAYERS } from '../src/shared/layers';
import { Choice, Search } from './filters';
import { count, ms, usd } from './format';
import type { Model, Test } from './model';
import { Badge, Empty, Status } from './parts';
import { linkTo, type Route } from './route';
import { sinceLast } from './since-last';
import { toldError } from './told-error';
import type { ViewProps } from './view-props';
import { VirtualList } from './virtual-list';

const ORDERS: Readonly<Record<string, (a: Test, b: Test) => number>> = {
  slowest: (a, b) => b.durationMs - a.durationMs,
  dearest: (a, b) => b.costUsd - a.costUsd,
  calls: (a, b) => (b.details?.calls.length ?? 0) - (a.details?.calls.length ?? 0),
};
const FAILED_FIRST: Readonly<Record<string, number>> = { failed: 0, passed: 1, skipped: 2 };

/** All tests, found by words and filters. */
export function TestsView({ model, route }: ViewProps) {
  const { settings } = route;
  const found = useMemo(() => chosen(model, settings), [model, settings.toString()]);
  return (
    <>
      <h1>Tests</h1>
      <Filters route={route} />
      <p class="found" role="status">
        {count(found.length, 'test')} of {model.tests.length.toLocaleString('en')}
      </p>
      {found.length === 0 ? (
        <Empty>No test has all of this.</Empty>
      ) : (
        <VirtualList label="Tests" items={found} rowHeight={54} row={(test) => <TestRow model={model} test={test} />} />
      )}
    </>
  );
}

function Filters({ route }: { readonly route: Route }) {
  return (
    <search class="filters">
      <Search route={route} label="Search tests by name or file" />
      <Choice route={route} name="status" label="Status" values={['failed', 'passed', 'skipped']} />
      <Choice route={route} name="layer" label="Layer" values={LAYERS} />
      <Choice
        route={route}
        name="has"
        label="With"
        values={['calls', 'misses', 'real calls', 'retries', 'python', 'newly failing', 'fixed', 'new']}
      />
      <Choice route={route} name="order" label="Order" values={Object.keys(ORDERS)} any="failed first" />
    </search>
  );
}

function chosen(model: Model, settings: URLSearchParams): Test[] {
  const get = (name: string): string => settings.get(name) ?? '';
  const words = get('q').toLowerCase().split(/\s+/).filter(Boolean);
  const found = model.tests.filter(
    (test) =>
      (get('status') === '' || test.status === get('status')) &&
      (get('layer') === '' || test.layer === get('layer')) &&
      (get('file') === '' || test.file === get('file')) &&
      (get('has') === '' || has(test, get('has'), model)) &&
      words.every((word) => test.sought.includes(word)),
  );
  const order = ORDERS[get('order')] ?? ((a, b) => (FAILED_FIRST[a.status] ?? 0) - (FAILED_FIRST[b.status] ?? 0));
  return found.sort(order);
}

function has(test: Test, what: string, { report }: Model): boolean {
  const { details, attempts } = test;
  const calls = details?.calls ?? [];
  if (what === 'calls') return calls.length > 0;
  if (what === 'misses') return calls.some(({ source }) => source === 'miss');
  if (what === 'real calls') return calls.some(({ source }) => source === 'real');
  if (what === 'python') return calls.some(({ door }) => door === 'python') || (details?.processes.length ?? 0) > 0;
  return what === 'retries' ? attempts > 1 : sinceLast(test, report.history.length > 0) === what;
}

function TestRow({ model, test }: { readonly model: Model; readonly test: Test }) {
  const { status, fullName, file, layer, durationMs } = test;
  return (
    <a class="row" href={linkTo('test', test.id)}>
      <Status of={status} />
      <span class="row-main">
        <span class="row-name">{fullName}</span>
        <span class="row-more">{toldError(model, test) ?? file}</span>
      </span>
      <Marks model={model} test={test} />
      <Badge>{layer}</Badge>
      <span class="row-time">{status === 'skipped' ? '' : ms(durationMs)}</span>
    </a>
  );
}

const SINCE_KINDS = { 'newly failing': 'failed', fixed: 'passed', new: '' } as const;

/** What is worth knowing of a test at a glance. */
function Marks({ model, test }: { readonly model: Model; readonly test: Test }) {
  const { attempts, costUsd, details } = test;
  const calls = details?.calls.length ?? 0;
  const since = sinceLast(test, model.report.history.length > 0);
  return (
    <>
      {since === null ? null : <Badge kind={SINCE_KINDS[since]}>{since}</Badge>}
      {attempts > 1 ? <Badge kind="warn">{attempts} attempts</Badge> : null}
      {costUsd > 0 ? <Badge>{usd(costUsd)}</Badge> : null}
      {calls > 0 ? <Badge>{count(calls, 'call')}</Badge> : null}
    </>
  );
}
