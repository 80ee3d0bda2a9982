import { connect, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { fromRpcError, openRpc, type Rpc } from '../../bridge/wire/rpc';
import {
  type ChildEnd,
  type ForkServerAddress,
  type ForkServerRequest,
  HOST_NOTIFICATIONS,
  HOST_REQUESTS,
} from '../../shared/boundaries/host';
import type { Grant, Ledger } from '../../shared/boundaries/ledger';
import type { RunEvent } from '../../shared/boundaries/run-events';
import type { SlotRequest } from '../../shared/boundaries/slots';
import { DspexError } from '../../shared/errors';
import { limitError } from '../../shared/system-error';
import type { HostLink, SharedLedger } from './host-link';
import { SlotsWanted } from './slots-wanted';

interface HostConnection {
  readonly socket: Socket;
  readonly rpc: Rpc;
}

/** The run's host in Jest's main process, asked over its socket. */
export class RemoteHost implements HostLink {
  readonly hasLedger = true;
  private readonly wanted = new SlotsWanted();
  private connecting: Promise<HostConnection> | undefined;
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

  async takeSlots(request: SlotRequest): Promise<void> {
    await this.ask('slot_take', request);
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

  /** The connection to the host. One that could not be made is tried again by the next who asks. */
  private link(): Promise<HostConnection> {
    this.connecting ??= this.connect().catch((error: unknown) => {
      this.connecting = undefined;
      throw limitError(error, "Connecting to the run's host") ?? hostGone(error);
    });
    return this.connecting;
  }

  private connect(): Promise<HostConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect(this.socketPath);
      socket.once('error', reject);
      socket.once('connect', () => {
        const rpc = openRpc(socket, () => socket.destroy(), 'host');
        rpc.onNotification('slots_wanted', (raw: unknown) => this.wanted.set(HOST_NOTIFICATIONS.slots_wanted.parse(raw).isWanted));
        rpc.listen();
        socket.unref();
        resolve({ socket, rpc });
      });
    });
  }
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
