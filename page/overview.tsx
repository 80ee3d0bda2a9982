import { LAYERS } from '../src/shared/layers';
import { count, ms, percent, usd } from './format';
import type { Model, Test } from './model';
import { Noted } from './noted';
import { Empty, PartsBar, Section, Status, TestLink } from './parts';
import { linkTo } from './route';
import { SinceLast } from './since-last';
import { toldError } from './told-error';
import type { ViewProps } from './view-props';

const MOST_SHOWN = 8;

/** What a person wants to know first: did it pass, what failed, who answered, what it cost. */
export function OverviewView({ model }: ViewProps) {
  return (
    <>
      <Verdict model={model} />
      <Failed model={model} />
      <SinceLast model={model} />
      <div class="cards">
        <Tests model={model} />
        <Money model={model} />
        <LmCalls model={model} />
        <Slowest model={model} />
      </div>
      <Noted model={model} />
    </>
  );
}

function Verdict({ model: { report } }: { readonly model: Model }) {
  const { passed, failed, skipped } = report.totals.tests;
  const ran = passed + failed;
  const broken = report.brokenFiles.length;
  return (
    <div class={`verdict ${failed + broken > 0 ? 'failed' : 'passed'}`}>
      <h1>{headline(failed, broken, ran)}</h1>
      <p>
        {passed} of {ran} passed ({percent(passed, ran)}){skipped > 0 ? `, ${skipped} skipped` : ''}, in {ms(report.durationMs)}.
        {report.stopped === null ? '' : ` ${report.stopped}.`}
      </p>
    </div>
  );
}

function headline(failed: number, broken: number, ran: number): string {
  const parts = [
    ...(failed > 0 ? [`${count(failed, 'test')} failed`] : []),
    ...(broken > 0 ? [`${count(broken, 'test file')} did not run`] : []),
  ];
  if (parts.length > 0) return parts.join(', ');
  if (ran === 0) return 'No test ran';
  return ran === 1 ? 'The test passed' : `All ${count(ran, 'test')} passed`;
}

function Failed({ model }: { readonly model: Model }) {
  const { brokenFiles } = model.report;
  const failed = model.tests.filter(({ status }) => status === 'failed');
  if (failed.length + brokenFiles.length === 0) return null;
  return (
    <Section
      title="Failed"
      note={failed.length > MOST_SHOWN ? <a href={linkTo('tests', '', { status: 'failed' })}>all {failed.length}</a> : undefined}
    >
      <ul class="failed-list">
        {brokenFiles.map((broken) => (
          <BrokenFile key={broken.file} {...broken} />
        ))}
        {failed.slice(0, MOST_SHOWN).map((test) => (
          <FailedTest key={test.id} model={model} test={test} />
        ))}
      </ul>
    </Section>
  );
}

function BrokenFile({ file, message }: { readonly file: string; readonly message: string }) {
  return (
    <li>
      <Status of="failed" />
      <div>
        <b>{file}</b> <span class="row-more">did not run</span>
        <code class="error-line error-text">{message}</code>
      </div>
    </li>
  );
}

function FailedTest({ model, test }: { readonly model: Model; readonly test: Test }) {
  const error = toldError(model, test);
  return (
    <li>
      <Status of="failed" />
      <div>
        <TestLink test={test} /> <span class="row-more">{test.file}</span>
        {error === undefined ? null : <code class="error-line">{error}</code>}
      </div>
    </li>
  );
}

function Tests({ model: { report } }: { readonly model: Model }) {
  const { byLayer } = report.totals.tests;
  const layers = LAYERS.filter((layer) => Object.values(byLayer[layer]).some((value) => value > 0));
  return (
    <Section title="Tests by layer">
      {layers.map((layer) => (
        <div key={layer} class="layer">
          <h3>{layer}</h3>
          <PartsBar
            label={layer}
            parts={(['passed', 'failed', 'skipped'] as const).map((status) => ({
              name: status,
              kind: status,
              value: byLayer[layer][status],
              href: linkTo('tests', '', { layer, status }),
            }))}
          />
        </div>
      ))}
    </Section>
  );
}

function LmCalls({ model: { report } }: { readonly model: Model }) {
  const { rule, default: byDefault, cassette, real, miss } = report.totals.lmCalls;
  const all = rule + byDefault + cassette + real + miss;
  const parts = [
    ['by rule', rule, 'rule'],
    ['by cassette', cassette, 'cassette'],
    ['by default', byDefault, 'default'],
    ['real', real, 'real'],
    ['unanswered', miss, 'miss'],
  ] as const;
  return (
    <Section title="LM calls" note={all.toLocaleString('en')}>
      {all === 0 ? (
        <Empty>None.</Empty>
      ) : (
        <PartsBar
          label="LM calls by who answered"
          parts={parts.map(([name, value, kind]) => ({ name, value, kind, href: linkTo('calls', '', { source: kind }) }))}
        />
      )}
    </Section>
  );
}

function Money({ model: { report } }: { readonly model: Model }) {
  const { ledger, totals } = report;
  return (
    <Section title="Money" note={<a href={linkTo('costs')}>costs</a>}>
      <p class="big">{usd(totals.costUsd)}</p>
      {ledger === null ? (
        <p class="empty">No real model was asked.</p>
      ) : (
        <>
          <Budget label="This run" spent={ledger.spentUsd} budget={ledger.budgetUsd} />
          {ledger.monthUsd === null ? null : <Budget label="This month" spent={ledger.monthUsd} budget={ledger.monthlyBudgetUsd} />}
        </>
      )}
    </Section>
  );
}

function Budget({ label, spent, budget }: { readonly label: string; readonly spent: number; readonly budget: number }) {
  const part = budget === 0 ? 0 : Math.min(1, spent / budget);
  return (
    <div class="budget">
      <span>
        {label}: {usd(spent)} of ${budget.toFixed(2)}
      </span>
      <meter min={0} max={1} high={0.8} value={part} aria-label={`${label}, part of the budget`} />
    </div>
  );
}

function Slowest({ model }: { readonly model: Model }) {
  const slowest = [...model.tests].sort((a, b) => b.durationMs - a.durationMs).slice(0, 5);
  return (
    <Section title="Slowest" note={<a href={linkTo('tests', '', { order: 'slowest' })}>more</a>}>
      <ol class="slowest">
        {slowest.map((test) => (
          <li key={test.id}>
            <TestLink test={test} />
            <span class="row-time">{ms(test.durationMs)}</span>
          </li>
        ))}
      </ol>
    </Section>
  );
}
