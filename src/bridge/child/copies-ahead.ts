import { connect } from 'node:net';
import type { CommandName, World } from '../../shared/boundaries/bridge';
import { bounded } from '../../shared/waits/bounded';
import { notForked } from './bridge-errors';

const CHANGES_NOTHING: readonly CommandName[] = ['fork', 'ping', 'stats', 'where', 'stop_stream', 'program_state'];

/** The copies of one process, by the paths at which they wait. The next one is made before it is asked for: a fork of a large process takes its time. */
export class CopiesAhead {
  private ahead: Promise<string | undefined> | undefined;

  constructor(private readonly fork: () => Promise<string>) {}

  /**
   * A copy of the process as it is now; the next one is on its way at once, as a short test is over before it is there. Rejects with the
   * reason where there can be none.
   */
  async take(): Promise<string> {
    const { ahead } = this;
    this.ahead = undefined;
    const path = (await ahead) ?? (await this.fork());
    this.ahead ??= this.fork().catch(() => undefined); // Whoever asks for one hears why.
    return path;
  }

  /** The process is about to change, unless the command only looks at it: a copy of what it was is of no use. */
  outdateBy(command: CommandName): void {
    if (CHANGES_NOTHING.includes(command)) return;
    void this.ahead?.then(drop);
    this.ahead = undefined;
  }
}

/** A copy whose owner comes and goes ends. */
function drop(path: string | undefined): void {
  if (path === undefined) return;
  const socket = connect(path, () => socket.destroy());
  socket.on('error', () => undefined); // It has ended by itself.
}

/** The answer to a fork. A process that hangs in its fork would hang there for whoever comes next: it is killed. */
export function comingOutOfFork<T>(forked: Promise<T>, { limitMs, kill }: { limitMs: number; kill: (why: string) => void }): Promise<T> {
  const error = (ms: number): unknown => {
    kill('it did not come out of a fork');
    return notForked(ms);
  };
  return bounded(forked, { limit: { ms: limitMs, error } });
}

/** What was built in the original may lead to what that could reach. */
export function worldOfCopy(world: World, original: World): World {
  return { ...world, allowHosts: [...new Set([...world.allowHosts, ...original.allowHosts])] };
}
