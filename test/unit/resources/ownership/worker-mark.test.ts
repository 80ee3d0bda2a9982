import { readFileSync, writeFileSync } from 'node:fs';
import { WorkerMark } from '../../../../src/resources/ownership/worker-mark';

const VALUE = '/proc/self/oom_score_adj';

// Fails when a worker that the system would end first anyhow, as in a batch queue, gets a mark that it cannot set, and starts nothing.
test('where no value above that of the worker is left, there is no mark', () => {
  const before = readFileSync(VALUE, 'utf8');
  writeFileSync(VALUE, '999');
  try {
    expect(WorkerMark.claim()).toBeNull();
  } finally {
    writeFileSync(VALUE, before);
  }
});
