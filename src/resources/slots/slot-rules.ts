import type { SlotRequest } from '../../shared/boundaries/slots';

/** What a rule looks at: who has how much, and who asked earlier. */
interface SlotState {
  readonly limit: number;
  readonly granted: readonly SlotRequest[];
  /** Those that wait since before the request that is judged, first come first. */
  readonly earlier: readonly SlotRequest[];
}

export function sum(requests: readonly SlotRequest[]): number {
  return requests.reduce((total, { count }) => total + count, 0);
}

/** Whether a request may have its slots now: they are free, nobody whose turn it is stands before it, and all can still come to an end. */
export function isGrantable(request: SlotRequest, state: SlotState): boolean {
  if (request.count > state.limit - sum(state.granted)) return false;
  if (request.kind === 'file' && !canAllEnd([...state.granted, request], state.limit)) return false;
  return mayPass(request, state);
}

/** A request that more than the limit would have to be granted for, whatever the others give back. */
export function isImpossible(request: SlotRequest, { limit, granted }: Pick<SlotState, 'limit' | 'granted'>): boolean {
  const kept = request.kind === 'test' ? sum(keptByFiles(granted).filter(({ file }) => file === request.file)) : 0;
  return request.count + kept > limit;
}

/**
 * The banker's question. What tests hold comes back by itself; what files hold comes back when they end, and to end each must be able
 * to run its largest test. There has to be an order in which all can.
 */
function canAllEnd(granted: readonly SlotRequest[], limit: number): boolean {
  const files = new Map<string, { kept: number; largestTest: number }>();
  for (const { file, count, largestTest } of keptByFiles(granted)) {
    const kept = (files.get(file)?.kept ?? 0) + count;
    files.set(file, { kept, largestTest: Math.max(files.get(file)?.largestTest ?? 0, largestTest) });
  }
  let free = limit - sum(keptByFiles(granted));
  const left = new Set(files.values());
  for (;;) {
    // A test that cannot be served at all gets an error of its own; it must not keep others waiting.
    const next = [...left].find(({ kept, largestTest }) => Math.min(largestTest, limit - kept) <= free);
    if (next === undefined) return left.size === 0;
    free += next.kept;
    left.delete(next);
  }
}

/**
 * First come, first served; but the tests of a file that keeps a process pass those who wait until a file ends, or no file ever does.
 * Behind one of these everybody waits for it who keeps no process himself.
 */
function mayPass(request: SlotRequest, state: SlotState): boolean {
  const forTests = state.limit - sum(keptByFiles(state.granted));
  let someoneWaitsForFiles = false;
  for (const other of state.earlier) {
    const isBehind = someoneWaitsForFiles && !keepsProcess(other.file, state);
    const waitsForFiles = isBehind || other.kind === 'file' || other.count > forTests;
    if (!waitsForFiles) return false;
    someoneWaitsForFiles = true;
  }
  return state.earlier.length === 0 || keepsProcess(request.file, state);
}

function keepsProcess(file: string, { granted }: SlotState): boolean {
  return keptByFiles(granted).some((other) => other.file === file);
}

function keptByFiles(requests: readonly SlotRequest[]): SlotRequest[] {
  return requests.filter(({ kind }) => kind === 'file');
}
