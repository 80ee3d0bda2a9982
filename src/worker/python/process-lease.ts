import type { Bridge } from '../../bridge/child/bridge';
import type { ChildUser } from '../../bridge/child/child-user';
import { splitEnv } from '../../bridge/server/fork-servers';
import { knownProcess, processGone } from '../../resources/os/known-process';
import type { ClaimedSlots } from './claimed-slots';

/** The Python processes of one adapter that are idle, and the leave to run them and others. Passed on from test to test as one. */
export class ProcessLease {
  private idle: Bridge[] = [];

  constructor(readonly permit: ClaimedSlots) {}

  get hasIdle(): boolean {
    return this.idle.length > 0;
  }

  /** An idle process, or undefined. `env`: what differs of it in what Python reads at its start asks for another process. */
  async lend(env: Readonly<Record<string, string>>, user: ChildUser): Promise<Bridge | undefined> {
    const fits = (bridge: Bridge): boolean => bridge.isUsable && startKey(bridge.env) === startKey(env);
    const bridge = this.idle.find(fits);
    const unfit = this.idle.filter((candidate) => !fits(candidate));
    this.idle = this.idle.filter((candidate) => candidate !== bridge && fits(candidate));
    // One that fits nobody would take the place of one that does.
    await Promise.all(unfit.map(endOf));
    bridge?.lendTo(user);
    return bridge;
  }

  /** Keeps what can be used again. One that could not be reset to what it was, or that must not be used again, is ended. */
  async takeBack(bridge: Bridge): Promise<void> {
    if (bridge.isUsable && bridge.attempts.isClean && !bridge.isBusy) this.idle.push(bridge);
    else await bridge.close();
  }

  /** Ends them and gives the leave back. */
  async end(): Promise<void> {
    await Promise.all(this.idle.splice(0).map((bridge) => bridge.close()));
    await this.permit.giveBack();
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
