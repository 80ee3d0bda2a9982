import type { Adapter, AdapterCommand, AdapterRequestOptions } from '../../adapters/adapter';
import type { ChildUser } from '../../bridge/child/child-user';
import { unlessAborted } from '../../bridge/child/deadline';
import type { CommandParams } from '../../shared/boundaries/bridge';
import type { FailedProcess } from '../../shared/boundaries/failure';
import { DspexError, isDspexError } from '../../shared/errors';
import type { Context } from '../context/context';
import type { ProcessOwner } from './process-starter';
import type { OpenedAdapter, PythonSource } from './python-source';
import type { RequestedSlots } from './requested-slots';
import { RequestsUnderWay } from './requests-under-way';

export type PythonRequestOptions = Omit<AdapterRequestOptions, 'attempt' | 'user'>;

export interface ContextPythonParts {
  readonly context: Context;
  /** The file's, for a test. */
  readonly file: ContextPython | undefined;
  /** The context as Python knows it. */
  readonly user: ChildUser;
  readonly source: PythonSource;
}

/** One context's Python: its adapter or the file's, its session, and what it has asked. */
export class ContextPython implements ProcessOwner {
  readonly context: Context;
  readonly user: ChildUser;
  private readonly source: PythonSource;
  private opened: OpenedAdapter | undefined;
  /** Adapters in which this attempt is to be taken back when it ends. */
  private readonly usedInAttempt = new Set<Adapter>();
  private readonly sessions = new Map<string, Promise<unknown>>();
  private hasEnded = false;
  private readonly underWay = new RequestsUnderWay();
  /** null: any number of tests may use Python. */
  private testSlot: RequestedSlots | null | undefined;
  private notCopied: DspexError | undefined;

  constructor(private readonly parts: ContextPythonParts) {
    ({ context: this.context, user: this.user, source: this.source } = parts);
  }

  /** A test that shares the file's process lives in the file's session; any other context has its own. */
  get sessionId(): string {
    return this.holder.context.ids.sessionId;
  }

  /** It was to have a copy of the file's process, and has none. */
  noteNotCopied(why: DspexError): void {
    this.notCopied = why;
    this.source.noteNotCopied(why);
  }

  /** `asking`: whoever runs, which is another than this one where a test uses what the file made. */
  async request(
    command: AdapterCommand,
    params: Record<string, unknown>,
    options: PythonRequestOptions,
    asking: ContextPython,
  ): Promise<unknown> {
    if (asking.hasEnded) throw usedAfterEnd(asking.context.label);
    return asking.underWay.add(options.signal, (signal) => this.ask(command, params, { ...options, signal }, asking));
  }

  /** The Python processes this context used, for the report of its failure. */
  async processes(): Promise<FailedProcess[]> {
    return [...((await this.used?.processes()) ?? [])];
  }

  /** Where Python stands in what this context asked of it; undefined where nothing is under way. */
  async where(): Promise<string | undefined> {
    return this.underWay.isEmpty ? undefined : this.used?.where(this.user);
  }

  /** Nobody waits for what it has asked any more; resolved when that is cancelled. */
  giveUp(why: Error): Promise<void> {
    return this.underWay.giveUp(why);
  }

  /** Gives its process back, or ends it; gives what could not be closed. */
  async close(): Promise<unknown[]> {
    const errors: unknown[] = [];
    this.hasEnded = true;
    this.testSlot?.stopWaiting();
    for (const adapter of this.usedInAttempt) this.source.noteLeftovers(this.context, await adapter.endAttempt(this.user));
    if (this.opened !== undefined) await this.source.closeAdapter(this.context, this.opened).catch((error: unknown) => errors.push(error));
    await this.testSlot?.giveBack();
    return errors;
  }

  private async ask(
    command: AdapterCommand,
    params: Record<string, unknown>,
    options: PythonRequestOptions,
    asking: ContextPython,
  ): Promise<unknown> {
    if (asking !== this && asking.copiesOf === this) return asking.askCopy(command, params, options);
    const { holder } = this;
    const adapter = holder.obtainAdapter();
    await asking.beReady(adapter);
    // A session of the user's own is opened by name; the context's is there when it is first needed.
    if (params.session === holder.sessionId && command !== 'open_session')
      await unlessAborted(holder.openOwnSession(adapter, asking), command, options.signal);
    return asking.send(adapter, command, params, { ...options, attempt: asking.attemptIn(holder, adapter) });
  }

  /** What the file made is asked of this test's own copy of it. */
  private async askCopy(command: AdapterCommand, params: Record<string, unknown>, options: PythonRequestOptions): Promise<unknown> {
    const adapter = this.obtainAdapter();
    await this.beReady(adapter);
    try {
      return await this.send(adapter, command, params, options);
    } catch (error) {
      if (this.notCopied !== undefined && isDspexError(error) && error.code === 'SESSION_NOT_FOUND') throw this.notCopied;
      throw error;
    }
  }

  private send(
    adapter: Adapter,
    command: AdapterCommand,
    params: Record<string, unknown>,
    options: Omit<AdapterRequestOptions, 'user'>,
  ): Promise<unknown> {
    const { context, user } = this;
    return context.log.log(command, params, () => adapter.request(command, params as CommandParams<AdapterCommand>, { ...options, user }));
  }

  /** Waits for a slot, where only so many tests may use Python at once. With the process there: who has its slot waits for nothing more. */
  private async beReady(adapter: Adapter): Promise<void> {
    const { context } = this;
    context.addLimits(adapter);
    if (!adapter.capabilities.python) return;
    context.noteSeedUsed();
    if (context.kind === 'file') return;
    this.testSlot ??= this.source.testSlot(context) ?? null;
    if (this.testSlot === null) return;
    await adapter.ready();
    await context.whileWaiting(this.testSlot.take());
  }

  private obtainAdapter(): Adapter {
    this.opened ??= this.source.openAdapter(this, this.copiesOf?.opened?.adapter);
    return this.opened.adapter;
  }

  /** What marks a request as this attempt's, in a process that others use after it. */
  private attemptIn(holder: ContextPython, adapter: Adapter): AdapterRequestOptions['attempt'] {
    const { kind, resolved, ids } = this.context;
    if (kind === 'file' || (holder === this && resolved.process !== 'leased')) return undefined;
    this.usedInAttempt.add(adapter);
    return { seed: ids.seed };
  }

  /** The adapter it used, its own or the file's. */
  private get used(): Adapter | undefined {
    return (this.opened ?? this.holder.opened)?.adapter;
  }

  /** Whose adapter and session it uses. */
  private get holder(): ContextPython {
    const { file } = this.parts;
    return file !== undefined && this.context.resolved.session === 'file' ? file : this;
  }

  private get copiesOf(): ContextPython | undefined {
    return this.context.resolved.startsAs === 'copy' ? this.parts.file : undefined;
  }

  private openOwnSession(adapter: Adapter, asking: ContextPython): Promise<unknown> {
    const session = this.sessionId;
    let opening = this.sessions.get(session);
    if (opening === undefined) {
      opening = adapter.request('open_session', { session }, { user: asking.user });
      this.sessions.set(session, opening);
      opening.catch(() => this.sessions.delete(session));
    }
    return opening;
  }
}

function usedAfterEnd(label: string): DspexError {
  return new DspexError({
    code: 'ADAPTER_CLOSED',
    what: `Python was asked in the name of "${label}", which is over.`,
    why: "a test's programs end with the test; this one was used after it",
    next: 'await what the test starts, or make the program in beforeAll to share it',
  });
}
