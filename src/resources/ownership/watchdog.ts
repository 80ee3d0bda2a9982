import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { holdOpen } from '../os/hold-open';
import { openForPackage } from '../os/own-openings';

/**
 * A small process beside the run's host that outlives its SIGKILL: its standard input closes, and it ends what the workers of that run
 * had started. Started when a worker first starts a process.
 */
export class Watchdog {
  private child: ChildProcess;
  private isDismissed = false;

  /** `folder`: the run's, by which whoever sweeps up after the run finds its watchdog, too. */
  constructor(private readonly folder: string) {
    this.child = this.start();
  }

  private start(): ChildProcess {
    const program = join(__dirname, 'watchdog-program.js');
    if (!existsSync(program)) throw new Error(`${program} is missing: build the package`);
    // Detached: a Ctrl-C in the terminal's group must not reach it.
    const child = openForPackage(() =>
      spawn(process.execPath, [program, this.folder], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], env: {} }),
    );
    child.on('error', () => undefined); // Without it, the next run's sweep is what is left.
    // Somebody killed it: another takes its place.
    child.once('exit', () => {
      if (!this.isDismissed) this.child = this.start();
    });
    child.stdin?.on('error', () => undefined);
    child.unref();
    (child.stdin as unknown as { unref(): void }).unref();
    return child;
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
