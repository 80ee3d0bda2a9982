import { Journal } from '../../../src/lm/journal';
import type { JournalCall } from '../../../src/shared/boundaries/facade';

const call = (callId: string) => ({ callId }) as JournalCall;

describe('the calls in a journal', () => {
  // Fails when an evaluation is told of calls of another one, or in the order of the answers.
  test('are those that are asked for, in the order in which they came in', () => {
    const journal = new Journal();
    for (const id of ['lm1', 'lm2', 'lm3', 'lm4']) journal.begin(id);
    for (const id of ['lm3', 'lm1', 'lm4', 'lm2']) journal.add(call(id));
    expect(journal.calls(new Set(['lm3', 'lm1', 'unknown']))).toEqual([call('lm1'), call('lm3')]);
    expect(journal.calls(new Set())).toEqual([]);
    expect(journal.calls()).toEqual([call('lm1'), call('lm2'), call('lm3'), call('lm4')]);
  });
});
