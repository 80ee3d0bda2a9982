import type { Bridge, BridgeUser } from '../bridge/bridge';
import { splitEnv } from '../bridge/fork-servers';

/** As many as a test's pool has by default; more are idle only after tests that ran at once. */
const MOST_IDLE = 2;

/**
 * The Python processes of a file's tests that have one of their own while they run: each is reset at its test's end and lent to the next.
 * One that could not be reset to what it was, or that must not be used again, is ended.
 */
export class LentProcesses {
  private idle: Bridge[] = [];

  /** An idle process, or else a new one. `env`: what differs of it in what Python reads at its start asks for another process. */
  async lend(env: Readonly<Record<string, string>>, user: BridgeUser, open: () => Promise<Bridge>): Promise<Bridge> {
    this.idle = this.idle.filter((bridge) => bridge.isUsable);
    const bridge = this.idle.find((candidate) => startKey(candidate.env) === startKey(env));
    if (bridge === undefined) return open();
    this.idle = this.idle.filter((candidate) => candidate !== bridge);
    bridge.lendTo(user);
    return bridge;
  }

  async takeBack(bridge: Bridge): Promise<void> {
    const isReady = bridge.isUsable && bridge.attempts.isClean && !bridge.isBusy && this.idle.length < MOST_IDLE;
    if (isReady) this.idle.push(bridge);
    else await bridge.close();
  }

  async close(): Promise<void> {
    await Promise.all(this.idle.splice(0).map((bridge) => bridge.close()));
  }
}

function startKey(env: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(splitEnv(env).startEnv).sort(([a], [b]) => (a < b ? -1 : 1)));
}
