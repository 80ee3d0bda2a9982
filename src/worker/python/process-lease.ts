import type { Bridge } from '../../bridge/child/bridge';
import type { ChildUser } from '../../bridge/child/child-user';
import { splitEnv } from '../../bridge/server/fork-server-request';
import { knownProcess, processGone } from '../../resources/os/known-process';
import type { ResolvedTest } from '../../shared/options/resolve-test';
import type { RequestedSlots } from './requested-slots';

/** What one context has of Python processes while it lasts: the slots to run them in, and those of them that are idle. */
export class ProcessLease {
  private idle: Bridge[] = [];
  private readonly keys = new WeakMap<Bridge, string>();

  constructor(
    /** `leased`: it goes to the next test as a whole. Any other ends with its context. */
    readonly kind: ResolvedTest['process'],
    /** How many processes may run in it at once. */
    readonly size: number,
    private readonly slots: RequestedSlots,
  ) {}

  get hasIdle(): boolean {
    return this.idle.length > 0;
  }

  /** Resolved when a process may be started. */
  takeSlots(): Promise<void> {
    return this.slots.take();
  }

  stopWaiting(): void {
    this.slots.stopWaiting();
  }

  /** A process was started in its slots. */
  started({ hello }: Bridge): void {
    this.slots.started(hello.pid);
  }

  /** An idle process, or undefined. `env`: what differs of it in what Python reads at its start asks for another process. */
  async takeIdle(env: Readonly<Record<string, string>>, user: ChildUser): Promise<Bridge | undefined> {
    const wanted = startKey(env);
    const fitting = this.idle.filter((bridge) => bridge.isUsable && this.keyOf(bridge) === wanted);
    const unfit = this.idle.filter((bridge) => !fitting.includes(bridge));
    const bridge = fitting.shift();
    this.idle = fitting;
    // One that fits nobody would take the place of one that does.
    await Promise.all(unfit.map(endOf));
    bridge?.lendTo(user);
    return bridge;
  }

  /** Keeps what can be used again. A process that could not be reset to what it was, or that must not be used again, is ended. */
  async giveBack(bridge: Bridge): Promise<void> {
    if (bridge.isUsable && bridge.attempts.isClean && !bridge.isBusy) this.idle.push(bridge);
    else await bridge.close();
  }

  private keyOf(bridge: Bridge): string {
    const key = this.keys.get(bridge) ?? startKey(bridge.env);
    this.keys.set(bridge, key);
    return key;
  }

  /** Ends its processes and gives its slots back. */
  async end(): Promise<void> {
    await Promise.all(this.idle.splice(0).map((bridge) => bridge.close()));
    await this.slots.giveBack();
  }
}

/** Closes it; resolved when its process is gone. */
async function endOf(bridge: Bridge): Promise<void> {
  const process = knownProcess(bridge.hello.pid);
  await bridge.close();
  await processGone(process);
}

function startKey(env: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(splitEnv(env).startEnv).sort(([a], [b]) => (a < b ? -1 : 1)));
}
