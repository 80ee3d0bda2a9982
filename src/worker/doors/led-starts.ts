import { channel } from 'node:diagnostics_channel';
import { type Led, ledVariables, OWN_RULES_CHANNEL } from '../../reach/led';
import { type StartingNode, watchNodeStarts } from '../../reach/node-starts';
import { isPackageOpening } from '../../resources/os/own-openings';
import type { AnyFunction } from '../../shared/stand-in';
import type { Restore } from '../../shared/wrap-method';
import { OVER } from './over';

/** What a file does for the processes and threads that its code starts. */
export interface LedFile {
  /** What leads them; undefined: it is none of the file's. */
  led(calledAs: AnyFunction): Led | undefined;
  /** The variables of a process, besides those that lead it. */
  variables(env: NodeJS.ProcessEnv, led: Led): NodeJS.ProcessEnv;
}

type Refusal = NonNullable<Led['refusal']>;

/**
 * Leads what the code of this worker's files starts in Node to whoever answers the LM calls of the file.
 *
 * Node's functions are wrapped once for the worker's life: a timer may start something when its file is over, and nobody answers that.
 */
export class LedStarts {
  private file: LedFile | undefined;
  private readonly restore: Restore;

  constructor(private readonly isOfFileThatIsOver: (calledAs: AnyFunction) => boolean) {
    const starting: StartingNode = {
      process: (env, { calledAs, isWaitedFor }) => {
        const led = this.ledBy(calledAs);
        return led === undefined ? undefined : this.variables(env as NodeJS.ProcessEnv, isWaitedFor ? refusing(led, HELD) : led);
      },
      thread: (calledAs) => this.ledBy(calledAs),
    };
    channel(OWN_RULES_CHANNEL).publish({});
    this.restore = watchNodeStarts(starting);
  }

  /** The file that runs now, until it says that it is over. */
  listen(file: LedFile): Restore {
    this.file = file;
    return () => {
      if (this.file === file) this.file = undefined;
    };
  }

  close(): void {
    this.restore();
  }

  private ledBy(calledAs: AnyFunction): Led | undefined {
    if (isPackageOpening()) return undefined;
    return this.isOfFileThatIsOver(calledAs) ? refusing({ gateway: null, hosts: [], allowHosts: [] }, OVER) : this.file?.led(calledAs);
  }

  private variables(env: NodeJS.ProcessEnv, led: Led): NodeJS.ProcessEnv {
    return { ...(this.file?.variables(env, led) ?? env), ...ledVariables(env, led) };
  }
}

function refusing(led: Led, refusal: Refusal): Led {
  return { ...led, gateway: null, refusal };
}

const HELD: Refusal = {
  code: 'LM_UNREACHABLE',
  why: 'spawnSync, execFileSync and execSync hold the worker until the process has ended, and the rules that would answer with it',
  next: 'start it by spawn, execFile or exec, and wait for it: await promisify(execFile)(…)',
};
