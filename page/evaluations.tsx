import { Empty } from './parts';
import type { ViewProps } from './view-props';

export function EvaluationsView({ model }: ViewProps) {
  const told = model.tests.flatMap((test) => test.details?.evaluations ?? []);
  return (
    <>
      <h1>Evaluations</h1>
      {told.length === 0 ? <Empty>No test used dspex.evaluate.</Empty> : null}
    </>
  );
}
