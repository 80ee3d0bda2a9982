import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { holdOpen } from '../os/hold-open';
import { openForPackage } from '../os/own-openings';
import { variablesOfPlaces } from './claims-folder';
import { finishCommand } from './finish-run';

/** A watchdog that ends sooner than this was not killed by chance: something on this machine keeps it from running. */
const QUICK_END_MS = 1_000;
const MOST_QUICK_ENDS = 3;

const SHELL = '/bin/sh';
/** Waits, in a megabyte, until its standard input closes; Node starts only then. */
const WAITING = 'trap "" INT TERM HUP; read -r line; exec "$@"';

/**
 * A small process beside the run's host that outlives its end by a signal, SIGKILL too: its standard input closes, and it ends what the
 * run's workers and its Python had started, and removes what the run has written down. There from the run's beginning to its end.
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
    folder: string,
    private readonly command: readonly string[] = waiting(finishCommand(folder)),
  ) {
    this.child = this.start();
  }

  private start(): ChildProcess {
    const [program, ...args] = this.command as [string, ...string[]];
    const startedAt = performance.now();
    // Detached: a Ctrl-C in the terminal's group must not reach it.
    const child = openForPackage(() =>
      spawn(program, args, { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/', env: variablesOfPlaces() }),
    );
    child.on('error', () => this.replace(0));
    child.once('exit', () => this.replace(performance.now() - startedAt));
    child.stdin?.on('error', () => undefined);
    child.unref();
    (child.stdin as unknown as { unref(): void } | null)?.unref();
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

/** A system without that shell has a Node waiting. */
function waiting(command: readonly string[]): readonly string[] {
  return existsSync(SHELL) ? [SHELL, '-c', WAITING, 'dspex', ...command] : command;
}
