import type { Adapter } from '../../adapters/adapter';
import type { ChildUser } from '../../bridge/child/child-user';
import type { Leftover } from '../../shared/boundaries/bridge';
import type { LmCall } from '../../shared/boundaries/lm-call';
import { DspexError, type WireError } from '../../shared/errors';
import type { Context } from '../context/context';
import type { FileConfig } from '../context/file-config';
import type { FileEvents } from '../context/file-events';
import type { GatewayUser } from '../doors/gateway';
import type { AdapterNeeds, WorkerHost } from '../host/worker-host';
import type { ClaimedSlots } from './claimed-slots';
import { ContextPython, type PythonSource } from './context-python';
import type { FileSlots } from './file-slots';
import { ProcessLease } from './process-lease';
import { ProcessPool } from './process-pool';

/** Where what Python says arrives. `named`: whose execute it belongs to; null where the thread carries none. */
export interface PythonListener {
  answer(call: LmCall, named: Context | null): ReturnType<ChildUser['answer']>;
  /** Python could not give a reply to DSPy. */
  rejected(callId: string, error: WireError, named: Context | null): void;
  /** The guard refused Python a socket. */
  refused(error: DspexError, named: Context | null): void;
}

export interface FilePythonParts {
  readonly config: FileConfig;
  readonly events: FileEvents;
  readonly worker: WorkerHost;
  readonly slots: FileSlots;
  readonly listener: PythonListener;
  /** The sandbox's process.env without keys, with the addresses by which SDKs inside of Python find the context's rules. */
  readonly envOf: (context: Context) => Promise<Readonly<Record<string, string>>>;
  readonly gatewayHost: () => Promise<string>;
  /** Answers clients that were made at an import, and know of no test. */
  readonly anyTest: GatewayUser;
  /** Stops the clock of whoever runs. */
  readonly whileWaiting: <T>(waiting: Promise<T>) => Promise<T>;
  readonly noteLeftovers: (context: Context, leftovers: readonly Leftover[]) => void;
}

/** The Python of one file's contexts. */
export class FilePython implements PythonSource {
  private readonly closings = new Set<Promise<void>>();
  private readonly lent: ProcessPool;

  constructor(private readonly parts: FilePythonParts) {
    this.lent = new ProcessPool(parts.worker.link);
  }

  /** `file`: the file's, for a test. */
  of(context: Context, file?: ContextPython): ContextPython {
    return new ContextPython({ context, file, user: this.userOf(context, context), source: this });
  }

  /** Resolved when every test's processes are gone. */
  async close(): Promise<void> {
    await Promise.all(this.closings);
    await this.lent.close();
  }

  openAdapter(python: ContextPython): Adapter {
    const { config, worker, envOf, gatewayHost, anyTest, whileWaiting, events } = this.parts;
    const { context } = python;
    return worker.openAdapter({
      context,
      config,
      ...this.processesFor(context),
      // What comes without a request comes from this context's own process: its test is the first guess.
      user: context.kind === 'test' ? python.user : this.userOf(context, null),
      env: () => envOf(context),
      gatewayHost,
      original: python.original,
      whoeverRuns: anyTest,
      onNotice: (text, key) => events.add({ type: 'notice', text, key }),
      onNotCopied: (why) => python.noteNotCopied(why),
      onFork: (pid, ms) => events.add({ type: 'fork', pid, ms }),
      whileWaiting,
    });
  }

  turnOf(context: Context): ClaimedSlots | undefined {
    return this.parts.slots.turnOf(context);
  }

  async closeAdapter({ kind }: Context, adapter: Adapter): Promise<void> {
    const closing = adapter.close().finally(() => this.closings.delete(closing));
    this.closings.add(closing);
    if (kind === 'file') await closing;
  }

  noteLeftovers(context: Context, leftovers: readonly Leftover[]): void {
    this.parts.noteLeftovers(context, leftovers);
  }

  noteNotCopied(why: DspexError): void {
    this.parts.events.addNotCopied(why);
  }

  private userOf({ kind, label }: Context, named: Context | null): ChildUser {
    const { listener } = this.parts;
    return {
      testName: kind === 'test' ? label : null,
      answer: (call) => listener.answer(call, named),
      rejected: (callId, error) => listener.rejected(callId, error, named),
      refused: (error) => listener.refused(DspexError.fromWire(error), named),
    };
  }

  /** Leased processes come from the last test and go to the next. */
  private processesFor(context: Context): Pick<AdapterNeeds, 'held' | 'onClosed'> {
    const { slots } = this.parts;
    const permit = (): ClaimedSlots => slots.permitFor(context);
    if (context.resolved.process !== 'leased') {
      const held = new ProcessLease(permit());
      return { held, onClosed: () => held.end() };
    }
    const size = slots.sizeOf(context.resolved.adapter);
    const held = this.lent.take(size, permit);
    return { held, onClosed: () => this.lent.keep(size, held) };
  }
}
