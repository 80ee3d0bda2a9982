import { connect, type Socket } from 'node:net';
import { basename, dirname } from 'node:path';
import { ForkServers } from '../../bridge/server/fork-servers';
import { fromRpcError, openRpc, type Rpc } from '../../bridge/wire/rpc';
import { holdOpen } from '../../resources/os/hold-open';
import { makePrivateFolder, removeFolder } from '../../resources/os/private-folder';
import { endRun } from '../../resources/ownership/end-run';
import { registerRun } from '../../resources/ownership/runs';
import { Watchdog } from '../../resources/ownership/watchdog';
import { Slots } from '../../resources/slots/slots';
import {
  type ChildEnd,
  type ForkServerAddress,
  type ForkServerRequest,
  HOST_NOTIFICATIONS,
  HOST_REQUESTS,
  HOST_VARIABLE,
} from '../../shared/boundaries/host';
import type { Grant, Ledger } from '../../shared/boundaries/ledger';
import type { RunEvent } from '../../shared/boundaries/run-events';
import type { SlotClaim } from '../../shared/boundaries/slots';
import { DspexError } from '../../shared/errors';
import { isOnlyProcess } from './only-process';
import { SlotsWanted } from './slots-wanted';

/** What a worker asks of the run's host. */
export interface HostLink {
  /** The run's private folder; its name is the run's id. */
  readonly runFolder: string;
  /** Tells that this process has something to be ended when it dies. */
  own(pid: number): Promise<void>;
  forkServer(request: ForkServerRequest): Promise<ForkServerAddress>;
  childEnd(serverPid: number, pid: number | null): Promise<ChildEnd>;
  /** Resolved when the host has them: the summary must not be written before. */
  send(events: readonly RunEvent[]): Promise<void>;
  /** Tells of a failed test; true when the rest of the run is to be skipped. */
  testFailed(maxFailures: number): Promise<boolean>;
  failedSoFar(): Promise<number>;
  /** Resolved when the claim has its slots: see Slots. */
  takeSlots(claim: SlotClaim): Promise<void>;
  slotStarted(key: string, pid: number): void;
  giveBackSlots(key: string): void;
  planSlots(file: string, largestTest: number): void;
  /** True while somebody waits for a slot: what is kept for later use only is to be given up. */
  readonly slotsAreWanted: boolean;
  /** Told when that changes; gives a function that ends it. */
  onSlotsWanted(listener: (isWanted: boolean) => void): () => void;
  /** False where no host keeps the run's ledger: then nothing is asked of a real LM. */
  readonly hasLedger: boolean;
  /** The run's ledger: see Ledger. */
  ledger(shared: SharedLedger): Ledger;
}

/** Where a ledger is shared by several machines. */
export interface SharedLedger {
  readonly redisUrl: string | null;
  readonly runKey: string | null;
}

/** The host of the run, or, where no globalSetup opened one, a stand-in that can serve this process alone. */
export function openHostLink(env: NodeJS.ProcessEnv): HostLink {
  const socketPath = env[HOST_VARIABLE];
  return socketPath === undefined || socketPath === '' ? new LocalHost() : new RemoteHost(socketPath);
}

class RemoteHost implements HostLink {
  readonly hasLedger = true;
  private readonly wanted = new SlotsWanted();
  private connecting: Promise<{ socket: Socket; rpc: Rpc }> | undefined;
  private pending = 0;

  constructor(private readonly socketPath: string) {}

  get runFolder(): string {
    return dirname(this.socketPath);
  }

  async own(pid: number): Promise<void> {
    // Where the host is gone there is nobody to tell: its watchdog ends what this worker has.
    await this.ask('own', { pid }).catch(() => undefined);
  }

  forkServer(request: ForkServerRequest): Promise<ForkServerAddress> {
    return this.ask('fork_server', request) as Promise<ForkServerAddress>;
  }

  childEnd(serverPid: number, pid: number | null): Promise<ChildEnd> {
    return this.ask('child_end', { serverPid, pid }) as Promise<ChildEnd>;
  }

  async send(events: readonly RunEvent[]): Promise<void> {
    if (events.length > 0) await this.ask('events', { events });
  }

  async testFailed(maxFailures: number): Promise<boolean> {
    return ((await this.ask('test_failed', { maxFailures })) as { stop: boolean }).stop;
  }

  async failedSoFar(): Promise<number> {
    return ((await this.ask('run_state', {})) as { failed: number }).failed;
  }

  ledger(shared: SharedLedger): Ledger {
    return {
      reserve: (reservation) => this.ask('ledger_reserve', { ...reservation, ...shared }) as Promise<Grant>,
      settle: async (settlement) => void (await this.ask('ledger_settle', settlement)),
    };
  }

  async takeSlots(claim: SlotClaim): Promise<void> {
    await this.ask('slot_take', claim);
  }

  slotStarted(key: string, pid: number): void {
    this.tell('slot_started', { key, pid });
  }

  giveBackSlots(key: string): void {
    this.tell('slot_give_back', { key });
  }

  planSlots(file: string, largestTest: number): void {
    this.tell('slot_plan', { file, largestTest });
  }

  get slotsAreWanted(): boolean {
    return this.wanted.isWanted;
  }

  onSlotsWanted(listener: (isWanted: boolean) => void): () => void {
    return this.wanted.listen(listener);
  }

  /** Where the host is gone, its slots are too. */
  private tell(name: 'slot_started' | 'slot_give_back' | 'slot_plan', params: object): void {
    this.ask(name, params).catch(() => undefined);
  }

  private async ask(name: keyof typeof HOST_REQUESTS, params: object): Promise<unknown> {
    const { socket, rpc } = await this.link();
    if (this.pending++ === 0) socket.ref();
    try {
      return HOST_REQUESTS[name].result.parse(await rpc.sendRequest(name, params));
    } catch (error) {
      throw fromRpcError(error, name) ?? hostGone(error);
    } finally {
      if (--this.pending === 0) socket.unref();
    }
  }

  private link(): Promise<{ socket: Socket; rpc: Rpc }> {
    this.connecting ??= new Promise((resolve, reject) => {
      const socket = connect(this.socketPath);
      socket.once('error', (error) => reject(hostGone(error)));
      socket.once('connect', () => {
        const rpc = openRpc(socket, () => socket.destroy());
        rpc.onNotification('slots_wanted', (raw: unknown) => this.wanted.set(HOST_NOTIFICATIONS.slots_wanted.parse(raw).isWanted));
        rpc.listen();
        socket.once('close', () => rpc.dispose()); // Whoever waits is told.
        socket.unref();
        resolve({ socket, rpc });
      });
    });
    return this.connecting;
  }
}

function toStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}

class LocalHost implements HostLink {
  readonly hasLedger = false;
  private servers: ForkServers | undefined;
  private folder: string | undefined;
  private watchdog: Watchdog | undefined;
  private readonly wanted = new SlotsWanted();
  private readonly slots: Record<SlotClaim['of'], Slots> = {
    process: new Slots({ say: toStderr, onWanted: (isWanted) => this.wanted.set(isWanted) }),
    case: new Slots({ say: toStderr }),
  };
  private failed = 0;

  get runFolder(): string {
    if (this.folder === undefined) {
      this.folder = makePrivateFolder('dspex');
      registerRun(this.folder);
      // The event loop is empty: the run is over. The reaper and the watchdog clean up where this is never reached.
      process.once('beforeExit', () => void this.close());
    }
    return this.folder;
  }

  own(): Promise<void> {
    this.watchdog ??= new Watchdog(this.runFolder);
    return Promise.resolve();
  }

  async forkServer(request: ForkServerRequest): Promise<ForkServerAddress> {
    if (!isOnlyProcess()) throw noHost();
    this.servers ??= new ForkServers(this.runFolder);
    return this.servers.obtain(request);
  }

  async childEnd(serverPid: number, pid: number | null): Promise<ChildEnd> {
    return (this.servers as ForkServers).childEnd(serverPid, pid);
  }

  send(): Promise<void> {
    // Nobody collects: the run has no reporter of ours either.
    return Promise.resolve();
  }

  testFailed(maxFailures: number): Promise<boolean> {
    return Promise.resolve(++this.failed >= maxFailures);
  }

  failedSoFar(): Promise<number> {
    return Promise.resolve(this.failed);
  }

  takeSlots(claim: SlotClaim): Promise<void> {
    return holdOpen(this.slots[claim.of].take(claim, this));
  }

  slotStarted(key: string, pid: number): void {
    this.slots.process.started(key, pid);
  }

  giveBackSlots(key: string): void {
    for (const slots of Object.values(this.slots)) slots.giveBack(key);
  }

  planSlots(file: string, largestTest: number): void {
    this.slots.process.plan(file, largestTest);
  }

  get slotsAreWanted(): boolean {
    return this.wanted.isWanted;
  }

  onSlotsWanted(listener: (isWanted: boolean) => void): () => void {
    return this.wanted.listen(listener);
  }

  ledger(): Ledger {
    const refuse = (): Promise<never> => Promise.reject(noLedger());
    return { reserve: refuse, settle: refuse };
  }

  private async close(): Promise<void> {
    const { runFolder } = this;
    await this.servers?.close();
    await endRun(basename(runFolder));
    await this.watchdog?.dismiss();
    await removeFolder(runFolder);
  }
}

function noHost(): DspexError {
  return new DspexError({
    code: 'NO_HOST',
    what: 'Python was asked for in a run without a host.',
    why: "several workers share one Python service, which the preset's globalSetup starts in Jest's main process; this run has none",
    next: "write preset: '@dspex/jest-preset' in the Jest config, or call @dspex/jest-preset/global-setup and /global-teardown from your own; or run npx jest -i",
  });
}

function noLedger(): DspexError {
  return new DspexError({
    code: 'NO_HOST',
    what: 'A real LM call was made in a run without a host.',
    why: "rate limit and budget are kept in Jest's main process by the preset's globalSetup; this run has none",
    next: "write preset: '@dspex/jest-preset' in the Jest config, or call @dspex/jest-preset/global-setup and /global-teardown from your own",
  });
}

function hostGone(cause: unknown): DspexError {
  return new DspexError({
    code: 'NO_HOST',
    what: 'The host of this run does not answer.',
    why: `Jest's main process, which holds it, has ended or closed it: ${cause instanceof Error ? cause.message : String(cause)}`,
    next: 'npx jest',
    cause,
  });
}
