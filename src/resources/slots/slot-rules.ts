import type { SlotClaim } from '../../shared/boundaries/slots';

/** What a rule looks at: who has how much, and who asked earlier. */
interface SlotState {
  readonly limit: number;
  readonly granted: readonly SlotClaim[];
  /** Those that wait since before the claim that is judged, first come first. */
  readonly earlier: readonly SlotClaim[];
}

export function sum(claims: readonly SlotClaim[]): number {
  return claims.reduce((total, { count }) => total + count, 0);
}

/** Whether a claim may have its slots now: they are free, nobody whose turn it is stands before it, and all can still come to an end. */
export function isGrantable(claim: SlotClaim, state: SlotState): boolean {
  if (claim.count > state.limit - sum(state.granted)) return false;
  if (claim.kind === 'file' && !canAllEnd([...state.granted, claim], state.limit)) return false;
  return mayPass(claim, state);
}

/** A claim that more than the limit would have to be granted for, whatever the others give back. */
export function isImpossible(claim: SlotClaim, { limit, granted }: Pick<SlotState, 'limit' | 'granted'>): boolean {
  const kept = claim.kind === 'test' ? sum(keptByFiles(granted).filter(({ file }) => file === claim.file)) : 0;
  return claim.count + kept > limit;
}

/**
 * The banker's question. What tests hold comes back by itself; what files hold comes back when they end, and to end each must be able
 * to run its largest test. There has to be an order in which all can.
 */
function canAllEnd(granted: readonly SlotClaim[], limit: number): boolean {
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
function mayPass(claim: SlotClaim, state: SlotState): boolean {
  const forTests = state.limit - sum(keptByFiles(state.granted));
  let someoneWaitsForFiles = false;
  for (const other of state.earlier) {
    const isBehind = someoneWaitsForFiles && !keepsProcess(other.file, state);
    const waitsForFiles = isBehind || other.kind === 'file' || other.count > forTests;
    if (!waitsForFiles) return false;
    someoneWaitsForFiles = true;
  }
  return state.earlier.length === 0 || keepsProcess(claim.file, state);
}

function keepsProcess(file: string, { granted }: SlotState): boolean {
  return keptByFiles(granted).some((other) => other.file === file);
}

function keptByFiles(claims: readonly SlotClaim[]): SlotClaim[] {
  return claims.filter(({ kind }) => kind === 'file');
}
