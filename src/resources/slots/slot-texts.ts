import type { SlotRequest } from '../../shared/boundaries/slots';
import { DspexError } from '../../shared/errors';
import { sum } from './slot-rules';

export interface WaitState {
  readonly request: SlotRequest;
  readonly since: Date;
  readonly granted: readonly SlotRequest[];
  readonly limit: number;
}

const OPTION = { process: 'dspex.maxPythonProcesses', case: 'dspex.maxParallelCases' } as const;

function wanted({ of, count }: SlotRequest): string {
  return of === 'case' ? 'its turn' : processes(count);
}

/** The line for a worker that waits: who, for what, since when. */
export function waitingLine({ request, since, granted, limit }: WaitState): string {
  return `dspex: ${request.label} waits for ${wanted(request)} since ${since.toTimeString().slice(0, 8)}; ${inUse(granted, limit)}. The limit is ${OPTION[request.of]}.`;
}

export function waitTooLong(request: SlotRequest, granted: readonly SlotRequest[], limit: number): DspexError {
  return new DspexError({
    code: 'WAIT_TOO_LONG',
    what: `${request.label} waited ${request.maxWaitMs} ms for ${wanted(request)}, and none came free.`,
    why: inUse(granted, limit),
    next: `raise ${OPTION[request.of]} or dspex.maxWaitMs, or run fewer workers: npx jest --maxWorkers=2`,
  });
}

export function impossible(request: SlotRequest, granted: readonly SlotRequest[], limit: number): DspexError {
  const kept = sum(granted.filter(({ file, kind }) => kind === 'file' && file === request.file));
  const needed = request.count + (request.kind === 'test' ? kept : 0);
  const ofFile = needed > request.count ? `, while ${kept} of its file stays` : '';
  return new DspexError({
    code: 'OPTION_INVALID',
    what: `${request.label} needs ${processes(request.count)}${ofFile}; dspex.maxPythonProcesses is ${limit}.`,
    why: 'a limit that a single test exceeds would let it wait for ever',
    next:
      request.count > 1
        ? `maxPythonProcesses: ${needed}, or a smaller dspex.maxPoolSize`
        : `maxPythonProcesses: ${needed}, or let the test share the file's process: { level: 'namespace' }`,
  });
}

/** For whoever asked and is over: its test, or its worker. */
export function notWaitedFor(request: SlotRequest): DspexError {
  return new DspexError({
    code: 'ADAPTER_CLOSED',
    what: `${request.label} ended while it waited for ${wanted(request)}.`,
    why: 'a test that is over gets no process any more',
    next: 'await what the test starts',
  });
}

function processes(count: number): string {
  return count === 1 ? 'a Python process' : `${count} Python processes`;
}

function inUse(granted: readonly SlotRequest[], limit: number): string {
  return `${sum(granted)} of ${limit} in use: ${granted.map(({ label, count }) => (count === 1 ? label : `${label} (${count})`)).join(', ') || 'none'}`;
}
