import { LONGEST_TIMER_MS } from './real-timers';

/** Counts down while it runs, and calls `onPassed` when nothing is left. It keeps no process alive; its timers are those of the outer realm. */
export class PausableTimer {
  private runningSince: number | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private leftMs: number,
    private readonly onPassed: () => void,
  ) {}

  /** Goes on; nothing where it runs. */
  run(): void {
    if (this.runningSince !== undefined) return;
    this.runningSince = performance.now();
    this.timer = setTimeout(this.onPassed, Math.min(Math.max(0, this.leftMs), LONGEST_TIMER_MS));
    this.timer.unref();
  }

  /** Stops where it is; nothing where it stands. */
  halt(): void {
    if (this.runningSince === undefined) return;
    this.leftMs -= performance.now() - this.runningSince;
    this.runningSince = undefined;
    clearTimeout(this.timer);
  }
}
