import { PausableTimer } from '../../shared/waits/pausable-timer';
import { LONGEST_TIMER_MS } from '../../shared/waits/real-timers';

/**
 * Stops the clock of whoever runs while it waits for what is not its work. With `forWhat` it throws WAIT_TOO_LONG, naming that, after
 * `maxWaitMs`; without, the wait has a limit of its own.
 */
export type WhileWaiting = <T>(waiting: Promise<T>, forWhat?: string) => Promise<T>;

/** Jest's longest timer: its own clock never ends the test while ours counts. */
export const NEVER_MS = LONGEST_TIMER_MS;

/**
 * Counts a test's own time. It stops while the test waits for something that is not its work: a Python starting, a slot, a rate limit.
 *
 * Timers are those of the outer realm: a test's fake timers do not touch them.
 */
export class Clock {
  private readonly timer: PausableTimer;
  private pauses = 0;

  constructor(timeoutMs: number, onExceeded: () => void) {
    this.timer = new PausableTimer(timeoutMs, onExceeded);
  }

  start(): void {
    this.timer.run();
  }

  stop(): void {
    this.timer.halt();
    this.pauses = Number.POSITIVE_INFINITY;
  }

  /** Stops the clock until the returned function is called. Overlapping waits count once. */
  pause(): () => void {
    if (this.pauses++ === 0) this.timer.halt();
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      if (--this.pauses === 0) this.timer.run();
    };
  }
}
