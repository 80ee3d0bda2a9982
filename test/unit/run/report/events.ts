import type { RunEventOf } from '../../../../src/shared/boundaries/run-events';

/** A passed unit test, told by its file; say what differs. */
export function testEvent(parts: Partial<RunEventOf<'test'>> = {}): RunEventOf<'test'> {
  const names = { file: '/repo/a.test.ts', fullName: 'greets', ordinal: 0, durationMs: 1, attempt: 1 };
  return { type: 'test', ...names, layer: 'unit', lmMode: 'mock', isolation: 'full', status: 'passed', ...parts };
}

export function lmCallsEvent(parts: Partial<RunEventOf<'lm_calls'>> = {}): RunEventOf<'lm_calls'> {
  return { type: 'lm_calls', file: '/repo/a.test.ts', rule: 0, default: 0, cassette: 0, real: 0, miss: 0, costUsd: 0, ...parts };
}
