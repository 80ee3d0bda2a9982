import type { Adapter, CopyableProcess } from '../../adapters/adapter';
import { MockAdapter } from '../../adapters/mock-adapter';
import { PoolAdapter } from '../../adapters/pool-adapter';
import { PythonAdapter } from '../../adapters/python-adapter';
import type { ChildUser, HearAnswer } from '../../bridge/child/child-user';
import type { AbortSignalLike } from '../../shared/boundaries/abort-signal';
import type { Leftover } from '../../shared/boundaries/bridge';
import type { LmCall } from '../../shared/boundaries/lm-call';
import { DspexError, type WireError } from '../../shared/errors';
import type { WhileWaiting } from '../context/clock';
import type { Context } from '../context/context';
import type { FileConfig } from '../context/file-config';
import type { FileEvents } from '../context/file-events';
import { ContextPython } from './context-python';
import type { FileSlots } from './file-slots';
import { ProcessPool } from './process-pool';
import { ProcessSlot } from './process-slot';
import { type ProcessOwner, ProcessStarter, type PythonGateway } from './process-starter';
import type { OpenedAdapter, PythonSource } from './python-source';
import type { RequestedSlots } from './requested-slots';
import type { WorkerPython } from './worker-python';

/** Where what Python says arrives. `named`: whose execute it belongs to; null where the thread carries none. */
export interface PythonListener {
  answer(call: LmCall, named: Context | null, signal?: AbortSignalLike, hear?: HearAnswer): ReturnType<ChildUser['answer']>;
  /** Python could not give a reply to DSPy. */
  rejected(callId: string, error: WireError, named: Context | null): void;
  /** The guard refused Python a socket. */
  refused(error: DspexError, named: Context | null): void;
}

export interface FilePythonParts {
  readonly config: FileConfig;
  readonly events: FileEvents;
  readonly worker: WorkerPython;
  readonly slots: FileSlots;
  readonly listener: PythonListener;
  readonly gateway: PythonGateway;
  readonly whileWaiting: WhileWaiting;
  readonly noteLeftovers: (context: Context, leftovers: readonly Leftover[]) => void;
}

/** The Python of one file's contexts. */
export class FilePython implements PythonSource {
  private readonly closings = new Set<Promise<void>>();
  private readonly pool: ProcessPool;
  private readonly starter: ProcessStarter;

  constructor(private readonly parts: FilePythonParts) {
    this.pool = new ProcessPool(parts.slots, parts.worker.link);
    this.starter = new ProcessStarter(parts);
  }

  /** `file`: the file's, for a test. */
  of(context: Context, file?: ContextPython): ContextPython {
    return new ContextPython({ context, file, user: this.userOf(context, context), source: this });
  }

  /** Resolved when every test's processes are gone. */
  async close(): Promise<void> {
    await Promise.all(this.closings);
    await this.pool.close();
  }

  openAdapter(asking: ProcessOwner, copyOf: Adapter | undefined): OpenedAdapter {
    const { adapter: name } = asking.context.resolved;
    if (name === 'mock') return { adapter: new MockAdapter(copyOf), lease: undefined };
    const { processTimeoutMs } = this.parts.config.options;
    const { starter } = this;
    const owner = this.ownerOf(asking);
    const lease = this.pool.leaseFor(owner.context);
    const openMember = (of: CopyableProcess | undefined): PythonAdapter =>
      new PythonAdapter({ name, processTimeoutMs, processes: new ProcessSlot({ owner, lease, starter, copyOf: of }) });
    const adapter = name === 'python_pool' ? new PoolAdapter({ size: lease.size, openMember, copyOf }) : openMember(copyOf?.processOf());
    return { adapter, lease };
  }

  testSlot(context: Context): RequestedSlots | undefined {
    return this.parts.slots.forTest(context);
  }

  async closeAdapter({ kind }: Context, opened: OpenedAdapter): Promise<void> {
    const closing = this.giveBack(opened).finally(() => this.closings.delete(closing));
    this.closings.add(closing);
    if (kind === 'file') await closing;
  }

  noteLeftovers(context: Context, leftovers: readonly Leftover[]): void {
    this.parts.noteLeftovers(context, leftovers);
  }

  noteNotCopied(why: DspexError): void {
    this.parts.events.addNotCopied(why);
  }

  private async giveBack({ adapter, lease }: OpenedAdapter): Promise<void> {
    await adapter.close();
    if (lease !== undefined) await this.pool.takeBack(lease);
  }

  /** What comes without a request comes from a context's own process: its test is the first guess; the file's serves all tests. */
  private ownerOf(asking: ProcessOwner): ProcessOwner {
    const { context } = asking;
    if (context.kind === 'test') return asking;
    return { context, user: this.userOf(context, null), noteNotCopied: (why) => asking.noteNotCopied(why) };
  }

  private userOf({ kind, label }: Context, named: Context | null): ChildUser {
    const { listener } = this.parts;
    return {
      testName: kind === 'test' ? label : null,
      answer: (call, signal, hear) => listener.answer(call, named, signal, hear),
      rejected: (callId, error) => listener.rejected(callId, error, named),
      refused: (error) => listener.refused(DspexError.fromWire(error), named),
    };
  }
}
