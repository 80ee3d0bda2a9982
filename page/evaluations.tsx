import { useMemo } from 'preact/hooks';
import { Change } from './change';
import { LineChart } from './chart';
import { count, score } from './format';
import { type Evaluated, evaluationsOf, type Model } from './model';
import { Empty, Rows, Section, TestLink } from './parts';
import { linkTo } from './route';
import { CallLinks } from './shown-call';
import { TextBlock } from './text-block';
import type { ViewProps } from './view-props';

/** Programs over examples: the score of each evaluation, of each example, and what they were the last time. */
export function EvaluationsView({ model, route }: ViewProps) {
  const all = useMemo(() => model.tests.flatMap(evaluationsOf), [model]);
  const one = all.find(({ key }) => key === route.id);
  if (one !== undefined) return <OneEvaluation model={model} one={one} />;
  const rows = all.map((evaluated) => [
    <a href={linkTo('evaluations', evaluated.key)}>{evaluated.test.fullName}</a>,
    <code>{model.text(evaluated.told.program)}</code>,
    <code>{model.text(evaluated.told.metric)}</code>,
    evaluated.told.examples.length,
    <b>{score(evaluated.told.score)}</b>,
    <Change now={evaluated.told.score} before={evaluated.before?.score} show={score} />,
  ]);
  return (
    <>
      <h1>Evaluations</h1>
      {all.length === 0 ? (
        <Empty>No test of this run used dspex.evaluate.</Empty>
      ) : (
        <Rows head={['Test', 'Program', 'Metric', 'Examples', 'Score', 'Last time']} rows={rows} />
      )}
    </>
  );
}

interface OneProps {
  readonly model: Model;
  readonly one: Evaluated;
}

function OneEvaluation({ model, one }: OneProps) {
  const { told, test, before } = one;
  return (
    <article>
      <p class="trail">
        <a href={linkTo('evaluations')}>Evaluations</a> › {test.file}
      </p>
      <h1>{test.fullName}</h1>
      <p class="big">
        {score(told.score)} <Change now={told.score} before={before?.score} show={score} />
      </p>
      <p class="facts">
        {count(told.examples.length, 'example')}
        {told.devset === null ? '' : ` of ${model.text(told.devset)}`} · program <code>{model.text(told.program)}</code> · metric{' '}
        <code>{model.text(told.metric)}</code> · in the test <TestLink test={test} />
      </p>
      <OverTime model={model} one={one} />
      <Examples model={model} one={one} />
    </article>
  );
}

function OverTime({ model: { report }, one }: OneProps) {
  const runs = report.history.filter(({ scores }) => scores[one.key] !== undefined);
  if (runs.length === 0) return null;
  return (
    <Section title="Score over time" note={count(runs.length + 1, 'run')}>
      <LineChart
        label="Score by run"
        times={[...runs.map(({ startedAt }) => startedAt), report.startedAt]}
        values={[...runs.map(({ scores }) => scores[one.key] ?? 0), one.told.score]}
        show={score}
      />
    </Section>
  );
}

/** The worst first: they are what is looked for. */
function Examples({ model, one: { told, test, before } }: OneProps) {
  const examples = told.examples.map((example, at) => ({ ...example, at, before: before?.examples[at] ?? undefined }));
  examples.sort((a, b) => a.score - b.score);
  return (
    <Section title="Examples" note="the worst first">
      {examples.map((example) => (
        <details key={example.at} class="call">
          <summary>
            <span class="call-number">{example.at + 1}</span>
            <b class={example.score >= 1 ? 'good' : example.score <= 0 ? 'bad' : ''}>{score(example.score)}</b>
            <Change now={example.score} before={example.before} show={score} />
            <span class="call-what">{model.text(example.example)}</span>
          </summary>
          <div class="call-body">
            <TextBlock label="example" text={model.text(example.example)} />
            {example.outputs === null ? null : <TextBlock label="outputs" text={model.text(example.outputs)} />}
            {example.error === null ? null : <TextBlock label="error" text={model.text(example.error)} />}
            <p class="facts">
              {count(example.calls.length, 'LM call')}: <CallLinks test={test} calls={example.calls} /> of <TestLink test={test} />
            </p>
          </div>
        </details>
      ))}
    </Section>
  );
}
