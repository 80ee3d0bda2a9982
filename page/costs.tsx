import { useMemo } from 'preact/hooks';
import { LineChart } from './chart';
import { usd } from './format';
import type { Call, Model } from './model';
import { Empty, Rows, Section, TestLink } from './parts';
import type { ViewProps } from './view-props';

interface Sum {
  calls: number;
  real: number;
  inputTokens: number;
  outputTokens: number;
  costUsd: number;
}

/** What was spent, by model, by file and by test. */
export function CostsView({ model }: ViewProps) {
  const byModel = useMemo(() => sums(model, (call) => model.text(call.model)), [model]);
  const byFile = useMemo(() => sums(model, (call) => call.test.file), [model]);
  if (model.calls.length === 0)
    return (
      <>
        <h1>Costs</h1>
        <Empty>No language model was asked.</Empty>
      </>
    );
  return (
    <>
      <h1>Costs</h1>
      <p class="big">{usd(model.report.totals.costUsd)}</p>
      <OverTime model={model} />
      <Section title="By model">
        <SumRows name="Model" sums={byModel} />
      </Section>
      <Section title="By file">
        <SumRows name="File" sums={byFile} />
      </Section>
      <DearestTests model={model} />
    </>
  );
}

function OverTime({ model: { report } }: { readonly model: Model }) {
  const runs = [...report.history, { startedAt: report.startedAt, costUsd: report.totals.costUsd }];
  if (runs.length < 2 || runs.every(({ costUsd }) => costUsd === 0)) return null;
  return (
    <Section title="Over time" note={`${runs.length} runs`}>
      <LineChart
        label="Cost of a run"
        times={runs.map(({ startedAt }) => startedAt)}
        values={runs.map(({ costUsd }) => costUsd)}
        show={usd}
      />
    </Section>
  );
}

function SumRows({ name, sums: all }: { readonly name: string; readonly sums: readonly (readonly [string, Sum])[] }) {
  const rows = all
    .slice(0, 50)
    .map(([key, sum]) => [
      <code>{key}</code>,
      sum.calls.toLocaleString('en'),
      sum.real.toLocaleString('en'),
      sum.inputTokens.toLocaleString('en'),
      sum.outputTokens.toLocaleString('en'),
      usd(sum.costUsd),
    ]);
  return <Rows head={[name, 'Calls', 'Real', 'Tokens in', 'Tokens out', 'Cost']} rows={rows} />;
}

function DearestTests({ model }: { readonly model: Model }) {
  const dearest = model.tests.filter(({ costUsd }) => costUsd > 0).sort((a, b) => b.costUsd - a.costUsd);
  if (dearest.length === 0) return null;
  const rows = dearest.slice(0, 20).map((test) => [<TestLink test={test} />, test.file, usd(test.costUsd)]);
  return (
    <Section title="By test">
      <Rows head={['Test', 'File', 'Cost']} rows={rows} />
    </Section>
  );
}

function sums({ calls }: Model, keyOf: (call: Call) => string): (readonly [string, Sum])[] {
  const found = new Map<string, Sum>();
  for (const call of calls) {
    const key = keyOf(call);
    const sum = found.get(key) ?? { calls: 0, real: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 };
    sum.calls += 1;
    sum.real += call.source === 'real' ? 1 : 0;
    sum.inputTokens += call.inputTokens;
    sum.outputTokens += call.outputTokens;
    sum.costUsd += call.costUsd;
    found.set(key, sum);
  }
  return [...found].sort(([, a], [, b]) => b.costUsd - a.costUsd || b.calls - a.calls);
}
