import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { holdOpen } from '../os/hold-open';
import { openForPackage } from '../os/own-openings';

const PROGRAM = join(__dirname, 'watchdog-program.js');
/** A watchdog that ends sooner than this was not killed by chance: something on this machine keeps it from running. */
const QUICK_END_MS = 1_000;
const MOST_QUICK_ENDS = 3;

/**
 * A small process beside the run's host that outlives its SIGKILL: its standard input closes, and it ends what the workers of that run
 * had started. Started when a worker first starts a process.
 */
export class Watchdog {
  private child: ChildProcess;
  private isDismissed = false;

  private quickEnds = 0;
  private giveUp!: () => void;
  /** Resolved when it cannot be kept running: the next run's sweep is what is left then. */
  readonly gaveUp = new Promise<void>((resolve) => (this.giveUp = resolve));

  /** `folder`: the run's, by which whoever sweeps up after the run finds its watchdog, too. */
  constructor(
    private readonly folder: string,
    private readonly program = PROGRAM,
  ) {
    this.child = this.start();
  }

  private start(): ChildProcess {
    if (!existsSync(this.program)) throw new Error(`${this.program} is missing: build the package`);
    const startedAt = performance.now();
    // Detached: a Ctrl-C in the terminal's group must not reach it.
    const child = openForPackage(() =>
      spawn(process.execPath, [this.program, this.folder], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], env: {} }),
    );
    child.on('error', () => undefined); // Without it, the next run's sweep is what is left.
    child.once('exit', () => this.replace(performance.now() - startedAt));
    child.stdin?.on('error', () => undefined);
    child.unref();
    (child.stdin as unknown as { unref(): void }).unref();
    return child;
  }

  /** Somebody killed it: another takes its place. */
  private replace(livedMs: number): void {
    if (this.isDismissed) return;
    this.quickEnds = livedMs < QUICK_END_MS ? this.quickEnds + 1 : 0;
    if (this.quickEnds < MOST_QUICK_ENDS) this.child = this.start();
    else this.giveUp();
  }

  /** The run ended in order: there is nothing to do. */
  dismiss(): Promise<void> {
    this.isDismissed = true;
    const ended = new Promise<void>((done) => {
      if (this.child.exitCode !== null || this.child.signalCode !== null || this.child.pid === undefined) done();
      this.child.once('exit', () => done());
    });
    this.child.kill('SIGKILL');
    return holdOpen(ended);
  }
}
