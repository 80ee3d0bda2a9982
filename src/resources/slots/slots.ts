import type { SlotRequest } from '../../shared/boundaries/slots';
import { isRunning, type KnownProcess, knownProcess, processGone } from '../os/known-process';
import { isGrantable, isImpossible } from './slot-rules';
import { impossible, notWaitedFor, waitingLine, waitTooLong } from './slot-texts';

interface Granted {
  readonly request: SlotRequest;
  /** Who gets it back when its worker dies: the connection. */
  readonly owner: object;
  processes: KnownProcess[];
}

interface Waiting extends Granted {
  readonly since: Date;
  readonly grant: () => void;
  readonly refuse: (error: Error) => void;
  readonly timers: NodeJS.Timeout[];
}

export interface SlotsOptions {
  /** Says a line to the person who runs the tests. */
  readonly say: (line: string) => void;
  /** Told when somebody begins to wait, and when nobody does any more. */
  readonly onWanted?: ((isWanted: boolean) => void) | undefined;
}

/** A wait this long is worth a line. */
const TELL_AFTER_MS = 1_000;

/** The slots of a run, of one kind: who holds how many, who waits for them, and who is next. */
export class Slots {
  private readonly granted = new Map<string, Granted>();
  private waiting: Waiting[] = [];
  private readonly saidFor = new Set<string>();

  constructor(private readonly options: SlotsOptions) {}

  /** Resolved when the request has its slots. Throws OPTION_INVALID when it never can, WAIT_TOO_LONG after `maxWaitMs`. */
  take(request: SlotRequest, owner: object): Promise<void> {
    return new Promise((grant, refuse) => {
      const waiting: Waiting = { request, owner, processes: [], since: new Date(), grant, refuse, timers: [] };
      this.waiting.push(waiting);
      this.serve();
      if (this.waiting.includes(waiting)) this.startWait(waiting);
    });
  }

  /** A process runs in the request's slots: they are not free before it is gone, whatever becomes of the worker. */
  started(key: string, pid: number): void {
    const granted = this.granted.get(key);
    if (granted !== undefined) granted.processes = [...granted.processes.filter(isRunning), knownProcess(pid)];
  }

  /** Its processes are gone; or it waits no longer. */
  giveBack(key: string): void {
    this.granted.delete(key);
    const [waiting] = this.waiting.filter(({ request }) => request.key === key);
    if (waiting !== undefined) this.dismiss(waiting, notWaitedFor(waiting.request));
    this.serve();
  }

  /** What the tests of a file may take is known only when all are declared. */
  plan(file: string, largestTest: number): void {
    for (const { request } of [...this.granted.values(), ...this.waiting]) if (request.file === file) request.largestTest = largestTest;
    this.serve();
  }

  /** A worker is gone: its slots come back, each when its processes are gone too. */
  async ownerGone(owner: object): Promise<void> {
    for (const waiting of this.waiting.filter((other) => other.owner === owner)) this.dismiss(waiting, notWaitedFor(waiting.request));
    const left = [...this.granted.values()].filter((other) => other.owner === owner);
    await Promise.all(
      left.map(async ({ request, processes }) => {
        await Promise.all(processes.map(processGone));
        this.giveBack(request.key);
      }),
    );
  }

  /** Projects of one run, and files, may differ: of those that are there now, the strictest holds. */
  private get limit(): number {
    return Math.min(...[...this.granted.values(), ...this.waiting].map(({ request }) => request.limit));
  }

  private serve(): void {
    const earlier: SlotRequest[] = [];
    for (const waiting of [...this.waiting]) {
      const { request } = waiting;
      const granted = [...this.granted.values()].map((other) => other.request);
      // By its own limit: a stricter one ends with whose it is.
      if (isImpossible(request, { limit: request.limit, granted })) this.dismiss(waiting, impossible(request, granted, request.limit));
      else if (isGrantable(request, { limit: this.limit, granted, earlier })) this.grant(waiting);
      else earlier.push(request);
    }
  }

  private grant(waiting: Waiting): void {
    this.granted.set(waiting.request.key, waiting);
    this.leave(waiting);
    waiting.grant();
  }

  private dismiss(waiting: Waiting, error: Error): void {
    this.leave(waiting);
    waiting.refuse(error);
  }

  private leave(waiting: Waiting): void {
    for (const timer of waiting.timers) clearTimeout(timer);
    this.waiting = this.waiting.filter((other) => other !== waiting);
    if (waiting.timers.length > 0 && this.waiting.length === 0) this.options.onWanted?.(false);
  }

  private startWait(waiting: Waiting): void {
    const { request, since } = waiting;
    const requests = (): SlotRequest[] => [...this.granted.values()].map((other) => other.request);
    const later = (ms: number, act: () => void): void => void waiting.timers.push(setTimeout(act, ms).unref());
    later(request.maxWaitMs, () => {
      this.dismiss(waiting, waitTooLong(request, requests(), this.limit));
      this.serve();
    });
    later(TELL_AFTER_MS, () => {
      if (this.saidFor.has(request.file)) return;
      this.saidFor.add(request.file);
      this.options.say(waitingLine({ request, since, granted: requests(), limit: this.limit }));
    });
    if (this.waiting.length === 1) this.options.onWanted?.(true);
  }
}
