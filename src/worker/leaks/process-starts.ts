import childProcess from 'node:child_process';
import { isPackageOpening } from '../../resources/os/own-openings';
import type { WorkerProcesses } from '../../resources/ownership/worker-processes';
import type { AnyFunction } from '../../shared/stand-in';
import { type Restore, wrapMethod } from '../../shared/wrap-method';
import { fileThatIsOver } from './file-of-code';
import { startLate } from './late-starts';
import type { OnStart, ProcessStart } from './process-start';

/**
 * Sees each process that the code of this worker's files starts, and tells the file whose code it is.
 *
 * Node's functions are wrapped in the outer realm, once for the worker's life, as a timer may start something when its file is over. They
 * behave as before.
 */
export class ProcessStarts {
  private readonly restores: Restore[] = [];
  private listener: OnStart | undefined;

  constructor(private readonly processes: () => WorkerProcesses) {
    this.wrapSpawn();
    for (const name of ['spawnSync', 'execSync', 'execFileSync'] as const) this.wrapSync(name);
  }

  /** The file that runs now hears of what is started, until it says that it is over. */
  listen(listener: OnStart): Restore {
    this.listener = listener;
    return () => {
      if (this.listener === listener) this.listener = undefined;
    };
  }

  close(): void {
    for (const restore of this.restores.splice(0).reverse()) restore();
  }

  private begin<T>(start: ProcessStart<T>): T {
    if (isPackageOpening()) return start.begin();
    const file = fileThatIsOver(start.calledAs);
    if (file !== undefined) return startLate(file, start, this.processes());
    return this.listener === undefined ? start.begin() : this.listener(start);
  }

  private wrapSpawn(): void {
    const starts = this;
    const prototype = childProcess.ChildProcess.prototype as unknown as { spawn: AnyFunction };
    const around = (original: AnyFunction): AnyFunction =>
      function spawn(this: childProcess.ChildProcess, ...args) {
        const begin = (): unknown => Reflect.apply(original, this, args);
        return starts.begin({ begin, child: this, command: () => this.spawnargs.join(' '), calledAs: spawn });
      };
    this.restores.push(wrapMethod(prototype, 'spawn', around));
  }

  private wrapSync(name: 'spawnSync' | 'execSync' | 'execFileSync'): void {
    const starts = this;
    const around = (original: AnyFunction): AnyFunction =>
      function spawnSync(this: unknown, ...args) {
        const begin = (): unknown => Reflect.apply(original, this, args);
        const command = (): string => [args[0], ...(Array.isArray(args[1]) ? args[1] : [])].join(' ');
        return starts.begin({ begin, child: undefined, command, calledAs: spawnSync });
      };
    this.restores.push(wrapMethod(childProcess, name, around));
  }
}
