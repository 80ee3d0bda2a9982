import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { basename } from 'node:path';
import { ForkServers } from '../../bridge/server/fork-servers';
import { openRpc, type Rpc, toRpcError } from '../../bridge/wire/rpc';
import { Redactor } from '../../lm/secrets/redact';
import { makePrivateFolder, removeFolder, socketPathIn } from '../../resources/os/private-folder';
import { endRun } from '../../resources/ownership/end-run';
import { endDeadWorkersOf, endLeftoversOf, lateLeftoversOf } from '../../resources/ownership/end-worker';
import { forgetRun, registerRun } from '../../resources/ownership/runs';
import { Watchdog } from '../../resources/ownership/watchdog';
import { Slots } from '../../resources/slots/slots';
import { type ForkServerRequest, HOST_REQUESTS } from '../../shared/boundaries/host';
import { type AskHost, type HostHere, type HostRequest, offerHostHere, withdrawHostHere } from '../../shared/boundaries/host-here';
import type { SlotRequest } from '../../shared/boundaries/slots';
import { redactDebugWith } from '../../shared/debug';
import type { DspexError } from '../../shared/errors';
import { orSystemErrorLater } from '../../shared/system-error';
import { Ledgers } from '../ledger/ledgers';
import { RunRecord } from '../report/run-record';
import { AskedHere } from './asked-here';
import { eventsOf } from './events-of';
import { type HostParts, hostAnswers } from './host-requests';
import { LateLeaks } from './late-leaks';
import { SlowStart } from './slow-start';
import { sweepLeftovers } from './sweep';

export interface HostOptions {
  /** Python that was there before this run and stays after it; without it, the run starts and ends its own. */
  readonly keptPython?: ForkServers;
  /** What "per minute" lasts; a minute, but for who tests the ledger itself. */
  readonly rateWindowMs?: number;
  /** What somebody who watches the run wants to know. */
  readonly say?: (line: string) => void;
}

function toStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** The run's one service, in Jest's main process. It listens on a Unix socket and starts Python when a worker first asks for one. */
export class Host implements HostHere, HostParts {
  readonly record = new RunRecord();
  readonly ledgers: Ledgers;
  readonly slots: Record<SlotRequest['of'], Slots>;
  readonly forkServers: ForkServers;
  readonly failures = { count: 0 };
  private readonly watchdog: Watchdog;
  readonly slowStart: SlowStart;
  private readonly workers = new Map<object, number>();
  private slotsAreWanted = false;
  private readonly onSlotsWanted = new Set<(isWanted: boolean) => void>();
  private readonly links = new Map<Socket, Rpc>();
  private readonly here = new AskedHere();
  /** Who asks here, each by what stands for it. */
  private readonly joined = new Set<object>();
  /** Workers that are gone, while what they left is ended. */
  private readonly endings = new Set<Promise<void>>();
  private readonly late = new LateLeaks(this.record);
  private readonly redact = new Redactor(process.env).text;
  private readonly removeAtExit = (): void => rmSync(this.folder, { recursive: true, force: true });

  private constructor(
    readonly socketPath: string,
    private readonly folder: string,
    private readonly server: Server,
    private readonly options: HostOptions,
  ) {
    const { keptPython, rateWindowMs, say = toStderr } = options;
    this.watchdog = new Watchdog(folder);
    this.slowStart = new SlowStart(say);
    this.forkServers = keptPython ?? new ForkServers(folder);
    this.slots = { process: new Slots({ say, onWanted: (isWanted) => this.tellWanted(isWanted) }), case: new Slots({ say }) };
    this.ledgers = new Ledgers({ say, ...(rateWindowMs !== undefined && { windowMs: rateWindowMs }) });
  }

  static async open(options: HostOptions = {}): Promise<Host> {
    redactDebugWith(new Redactor(process.env));
    await sweepLeftovers();
    const folder = makePrivateFolder('dspex');
    try {
      registerRun(folder);
      return await Host.listen(folder, options);
    } catch (error) {
      // No run begins, so none will end.
      forgetRun(basename(folder));
      await removeFolder(folder);
      throw error;
    }
  }

  private static async listen(folder: string, options: HostOptions): Promise<Host> {
    const socketPath = socketPathIn(folder, 'host.sock');
    const server = createServer();
    const listens = (): Promise<void> => new Promise((resolve, reject) => server.once('error', reject).listen(socketPath, resolve));
    await orSystemErrorLater("Listening for the run's workers", listens);
    server.unref();
    const host = new Host(socketPath, folder, server, options);
    server.on('connection', (socket) => host.welcome(socket));
    process.once('exit', host.removeAtExit);
    offerHostHere(host);
    return host;
  }

  /** Starts Python that a test of this run will ask for. What fails is told to whoever asks. */
  startAhead(request: ForkServerRequest): void {
    this.forkServers.startAhead(request);
  }

  /** What code of files that were over has left running is on the record. Gives the leaks that fail the run. */
  async lateLeaks(): Promise<readonly DspexError[]> {
    await Promise.all(this.endings);
    this.late.add(await lateLeftoversOf(basename(this.folder), this.redact));
    return this.late.charged;
  }

  /** Ends every Python, drops the workers and removes the folder. */
  async close(): Promise<void> {
    withdrawHostHere(this);
    this.here.end();
    for (const owner of this.joined) this.ownerGone(owner);
    await this.ledgers.close();
    if (this.options.keptPython === undefined) await this.forkServers.close();
    for (const socket of this.links.keys()) socket.destroy();
    await endRun(basename(this.folder));
    await this.watchdog.dismiss();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
    await removeFolder(this.folder);
    process.off('exit', this.removeAtExit);
  }

  join(onSlotsWanted: (isWanted: boolean) => void): AskHost {
    this.onSlotsWanted.add(onSlotsWanted);
    if (this.slotsAreWanted) onSlotsWanted(true);
    const owner = {};
    this.joined.add(owner);
    const answers = hostAnswers(this, owner);
    // A copy, as over a socket: what is kept of it must keep nothing of a test file's own world.
    return (name, params) => this.here.answer(() => answers[name](structuredClone(params) as never));
  }

  /** Nothing waits any more for who is gone. */
  private ownerGone(owner: object): void {
    this.ledgers.ownerGone(owner);
    for (const slots of Object.values(this.slots)) void slots.ownerGone(owner);
  }

  private welcome(socket: Socket): void {
    socket.unref();
    const rpc = openRpc(socket, () => socket.destroy());
    this.links.set(socket, rpc);
    socket.once('close', () => {
      this.links.delete(socket);
      this.endWorker(socket);
      this.ownerGone(socket);
    });
    this.answer(rpc, socket);
    rpc.listen();
    if (this.slotsAreWanted) rpc.sendNotification('slots_wanted', { isWanted: true });
  }

  private tellWanted(isWanted: boolean): void {
    this.slotsAreWanted = isWanted;
    for (const rpc of this.links.values()) rpc.sendNotification('slots_wanted', { isWanted });
    for (const listener of this.onSlotsWanted) listener(isWanted);
  }

  own(pid: number, owner: object): void {
    this.workers.set(owner, pid);
  }

  /**
   * Ends what a worker has left that is gone. Its own word may have been lost with it, so its roster is looked for, too; under `-i` and in
   * worker threads the worker is this process, and does not die alone.
   */
  private endWorker(socket: Socket): void {
    const pid = this.workers.get(socket);
    this.workers.delete(socket);
    if (pid === process.pid) return;
    const runId = basename(this.folder);
    const ending = (pid === undefined ? endDeadWorkersOf(runId, this.redact) : endLeftoversOf(runId, pid, this.redact))
      .then((left) => this.late.add(left))
      .catch((error: Error) => void process.stderr.write(`${error.stack}\n`))
      .finally(() => this.endings.delete(ending));
    this.endings.add(ending);
  }

  private answer(rpc: Rpc, owner: Socket): void {
    const answers = hostAnswers(this, owner);
    for (const name of Object.keys(answers) as HostRequest[]) {
      rpc.onRequest(name, async (raw: unknown) => {
        try {
          return await answers[name]((name === 'events' ? eventsOf(raw) : HOST_REQUESTS[name].params.parse(raw)) as never);
        } catch (error) {
          throw toRpcError(error);
        }
      });
    }
  }
}
