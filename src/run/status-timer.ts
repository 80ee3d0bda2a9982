/** How long Jest waits before it draws its status line, and by what its callback is known. */
const DRAWN_AFTER_MS = 100;
const CALLBACK_OF_JEST = '_emitScheduled';

/** A timer of Node's, which stands in one ring with all others of the same delay. */
interface Ringed {
  readonly _idlePrev?: Ringed | null;
  readonly _onTimeout?: unknown;
  unref?(): void;
}

/**
 * Jest draws its status line once more 100 ms after a test file, of a run that is over by then; nothing but that timer keeps the process.
 * Gives how many such timers keep it no longer: none, where this Node or this Jest has it otherwise.
 */
export function letStatusTimersGo(): number {
  const own = setTimeout(() => undefined, DRAWN_AFTER_MS);
  try {
    const found = othersInRing(own as unknown as Ringed).filter(isStatusTimer);
    for (const timer of found) timer.unref?.();
    return found.length;
  } finally {
    clearTimeout(own);
  }
}

function othersInRing(own: Ringed): Ringed[] {
  const others: Ringed[] = [];
  for (let next = own._idlePrev; next && next !== own; next = next._idlePrev) others.push(next);
  return others;
}

function isStatusTimer({ _onTimeout }: Ringed): boolean {
  return typeof _onTimeout === 'function' && String(_onTimeout).includes(CALLBACK_OF_JEST);
}
