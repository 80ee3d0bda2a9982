import type { SlotClaim } from '../../shared/boundaries/slots';
import { DspexError } from '../../shared/errors';
import { sum } from './slot-rules';

export interface WaitState {
  readonly claim: SlotClaim;
  readonly since: Date;
  readonly granted: readonly SlotClaim[];
  readonly limit: number;
}

const OPTION = { process: 'dspex.maxPythonProcesses', case: 'dspex.maxParallelCases' } as const;

function wanted({ of, count }: SlotClaim): string {
  return of === 'case' ? 'its turn' : processes(count);
}

/** The line for a worker that waits: who, for what, since when. */
export function waitingLine({ claim, since, granted, limit }: WaitState): string {
  return `dspex: ${claim.label} waits for ${wanted(claim)} since ${since.toTimeString().slice(0, 8)}; ${inUse(granted, limit)}. The limit is ${OPTION[claim.of]}.`;
}

export function waitTooLong(claim: SlotClaim, granted: readonly SlotClaim[], limit: number): DspexError {
  return new DspexError({
    code: 'WAIT_TOO_LONG',
    what: `${claim.label} waited ${claim.maxWaitMs} ms for ${wanted(claim)}, and none came free.`,
    why: inUse(granted, limit),
    next: `raise ${OPTION[claim.of]} or dspex.maxWaitMs, or run fewer workers: npx jest --maxWorkers=2`,
  });
}

export function impossible(claim: SlotClaim, granted: readonly SlotClaim[], limit: number): DspexError {
  const kept = sum(granted.filter(({ file, kind }) => kind === 'file' && file === claim.file));
  const needed = claim.count + (claim.kind === 'test' ? kept : 0);
  const ofFile = needed > claim.count ? `, while ${kept} of its file stays` : '';
  return new DspexError({
    code: 'OPTION_INVALID',
    what: `${claim.label} needs ${processes(claim.count)}${ofFile}; dspex.maxPythonProcesses is ${limit}.`,
    why: 'a limit that a single test exceeds would let it wait for ever',
    next:
      claim.count > 1
        ? `maxPythonProcesses: ${needed}, or a smaller dspex.maxPoolSize`
        : `maxPythonProcesses: ${needed}, or let the test share the file's process: { level: 'namespace' }`,
  });
}

/** For whoever asked and is over: its test, or its worker. */
export function notWaitedFor(claim: SlotClaim): DspexError {
  return new DspexError({
    code: 'ADAPTER_CLOSED',
    what: `${claim.label} ended while it waited for ${wanted(claim)}.`,
    why: 'a test that is over gets no process any more',
    next: 'await what the test starts',
  });
}

function processes(count: number): string {
  return count === 1 ? 'a Python process' : `${count} Python processes`;
}

function inUse(granted: readonly SlotClaim[], limit: number): string {
  return `${sum(granted)} of ${limit} in use: ${granted.map(({ label, count }) => (count === 1 ? label : `${label} (${count})`)).join(', ') || 'none'}`;
}
