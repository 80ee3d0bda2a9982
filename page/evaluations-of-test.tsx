import { Change } from './change';
import { score } from './format';
import { evaluationsOf, type Model, type Test } from './model';
import { Rows, Section } from './parts';
import { linkTo } from './route';

/** What a test evaluated: where a score was too low, the way to the examples that made it so. */
export function EvaluationsOfTest({ model, test }: { readonly model: Model; readonly test: Test }) {
  const all = evaluationsOf(test);
  if (all.length === 0) return null;
  const rows = all.map(({ key, told, before }) => [
    <a href={linkTo('evaluations', key)}>{model.text(told.program)}</a>,
    <code>{model.text(told.metric)}</code>,
    told.examples.length,
    <b>{score(told.score)}</b>,
    <Change now={told.score} before={before?.score} show={score} />,
  ]);
  return (
    <Section title={all.length === 1 ? 'Evaluation' : `Evaluations (${all.length})`}>
      <Rows head={['Each example of', 'Metric', 'Examples', 'Score', 'Last time']} rows={rows} />
    </Section>
  );
}
