import type { Adapter, AdapterCommand, AdapterRequestOptions } from '../../adapters/adapter';
import { unlessAborted } from '../../bridge/child/deadline';
import type { ContextCassettes } from '../../lm/cassettes/context-cassettes';
import { Journal } from '../../lm/journal';
import { RuleScope } from '../../lm/rules/rule-scope';
import { CleanupStack } from '../../resources/scope/cleanup-stack';
import type { ResourceScope } from '../../resources/scope/resource-scope';
import type { StartOptions } from '../../resources/scope/spawned-process';
import type { CommandParams, Leftover } from '../../shared/boundaries/bridge';
import type { SpawnRequest } from '../../shared/boundaries/facade';
import type { FailedProcess } from '../../shared/boundaries/failure';
import { DspexError, isDspexError } from '../../shared/errors';
import type { Namespace } from '../../shared/options/namespace';
import type { ResolvedTest } from '../../shared/options/resolve-test';
import { either } from '../../shared/waits/either-signal';
import type { ProcessPermit } from '../python/process-permit';
import { BridgeLog } from './bridge-log';
import type { Clock } from './clock';

export interface TestContextParts {
  readonly kind: 'file' | 'test';
  readonly key: string;
  readonly label: string;
  readonly ids: Namespace;
  readonly resolved: ResolvedTest;
  /** What is recorded of it. */
  readonly cassettes: ContextCassettes;
  /** The enclosing scope of rules: the config's for a file, the file's for a test. */
  readonly enclosing: RuleScope;
  /** The file's context, where a test shares its process and session. */
  readonly sharedWith: TestContext | undefined;
  /** The file's context, where a test works on a copy of what that holds. */
  readonly copiesOf: TestContext | undefined;
  /** It was to have a copy, and has none. */
  readonly onNotCopied: (why: DspexError) => void;
  readonly openAdapter: (context: TestContext) => Adapter;
  /** Leave to be one of the tests that use Python; undefined where any number may. */
  readonly turnOf: (context: TestContext) => ProcessPermit | undefined;
  /** Closes an adapter: at once for a file, in the background for a test, whose next neighbour need not wait for it. */
  readonly closeAdapter: (adapter: Adapter) => Promise<void>;
  /** What the context left in a process that others use after it. */
  readonly onLeftovers: (context: TestContext, leftovers: readonly Leftover[]) => void;
  /** The address of the gateway for this context. */
  readonly gatewayUrl: (context: TestContext) => Promise<string>;
  readonly openResources: (context: TestContext) => ResourceScope;
  /** What a process of this context is started with. */
  readonly startOptions: (context: TestContext, request: SpawnRequest) => Promise<StartOptions>;
}

/** All that one attempt of a test, or one file, owns: rules, journal, adapter, session, clean-ups. Closed once, in reverse order. */
export class TestContext {
  readonly kind: 'file' | 'test';
  readonly key: string;
  readonly label: string;
  readonly ids: Namespace;
  readonly resolved: ResolvedTest;
  readonly rules: RuleScope;
  readonly cassettes: ContextCassettes;
  readonly journal = new Journal();
  readonly log = new BridgeLog();
  /** Set while a function of the test or a hook runs under our clock. */
  clock: Clock | undefined;
  private readonly cleanups = new CleanupStack();
  private readonly ordinals = new Map<string, number>();
  private scope: ResourceScope | undefined;
  private adapter: Adapter | undefined;
  /** Where this attempt is to be taken back when it ends. */
  private readonly usedInAttempt = new Set<Adapter>();
  private hasEnded = false;
  /** Aborted when its time is over: what it has asked of Python is cancelled, and killed where it ignores that. */
  private readonly patience = new AbortController();
  private readonly underWay = new Set<Promise<unknown>>();
  /** null: any number of tests may use Python. */
  private turn: ProcessPermit | null | undefined;
  private notCopied: DspexError | undefined;
  private readSeed = false;
  private gateway: Promise<string> | undefined;
  private readonly sessions = new Map<string, Promise<unknown>>();

  constructor(private readonly parts: TestContextParts) {
    ({ kind: this.kind, key: this.key, label: this.label, ids: this.ids, resolved: this.resolved, cassettes: this.cassettes } = parts);
    this.rules = new RuleScope(parts.kind, parts.enclosing, parts.label);
  }

  /** A namespace-level test lives in the file's session; any other has its own. */
  get sessionId(): string {
    return this.host.ids.sessionId;
  }

  /** The context whose process this one has a copy of, as soon as it has a process. */
  get copiesOf(): TestContext | undefined {
    return this.parts.copiesOf;
  }

  /** What it has to be copied. */
  get openedAdapter(): Adapter | undefined {
    return this.adapter;
  }

  get isClosed(): boolean {
    return this.cleanups.isClosed;
  }

  /** Everything is given back: what is asked for now would stay. */
  get isOver(): boolean {
    return this.cleanups.isOver;
  }

  get resources(): ResourceScope {
    this.scope ??= this.parts.openResources(this);
    return this.scope;
  }

  /** Undefined: it never asked for any. */
  get usedResources(): ResourceScope | undefined {
    return this.scope?.isUsed === true ? this.scope : undefined;
  }

  startOptions(request: SpawnRequest): Promise<StartOptions> {
    return this.parts.startOptions(this, request);
  }

  /** True once this context has an adapter: what a later test of the file will probably want too. */
  get usedAdapter(): boolean {
    return this.adapter !== undefined;
  }

  /** The seed of random numbers; asking for it is noted. */
  get seed(): number {
    this.readSeed = true;
    return this.ids.seed;
  }

  /** True when random numbers may have been drawn from the seed: by Python, or by who asked for it. */
  get usedSeed(): boolean {
    return this.readSeed;
  }

  /** True when it asked a language model or Python: then there is more to a failure than Jest can tell. */
  get usedLmOrPython(): boolean {
    return this.log.requests.length + this.journal.calls().length + this.journal.problems().length > 0;
  }

  nextOrdinal(name: string): number {
    const next = (this.ordinals.get(name) ?? 0) + 1;
    this.ordinals.set(name, next);
    return next;
  }

  onCleanup(cleanup: () => unknown): void {
    this.cleanups.add(cleanup);
  }

  noteNotCopied(why: DspexError): void {
    this.notCopied = why;
    this.parts.onNotCopied(why);
  }

  /** `asking`: the context that runs, which is another than this one where a test uses what the file made. */
  async request(
    command: AdapterCommand,
    params: Record<string, unknown>,
    options: Omit<AdapterRequestOptions, 'attempt'>,
    asking: TestContext,
  ): Promise<unknown> {
    if (asking.hasEnded) throw usedAfterEnd(asking.label);
    const answer = either([options.signal, asking.patience.signal], (signal) =>
      this.requestOf(command, params, { ...options, signal }, asking),
    );
    asking.underWay.add(answer);
    try {
      return await answer;
    } finally {
      asking.underWay.delete(answer);
    }
  }

  private async requestOf(
    command: AdapterCommand,
    params: Record<string, unknown>,
    options: Omit<AdapterRequestOptions, 'attempt'>,
    asking: TestContext,
  ): Promise<unknown> {
    if (asking !== this && asking.copiesOf === this) return asking.requestOfCopy(command, params, options);
    const { host } = this;
    const adapter = host.obtainAdapter();
    await asking.takeTurn(adapter);
    // A session of the user's own is opened by name; the context's is there when it is first needed.
    if (params.session === host.sessionId && command !== 'open_session')
      await unlessAborted(host.openOwnSession(adapter, options.asker), command, options.signal);
    asking.readSeed ||= adapter.capabilities.python;
    const attempt = asking.attemptIn(host, adapter);
    return asking.log.log(command, params, () =>
      adapter.request(command, params as CommandParams<AdapterCommand>, { ...options, attempt }),
    );
  }

  /** What the file made is asked of this test's own copy of it. */
  private async requestOfCopy(command: AdapterCommand, params: Record<string, unknown>, options: AdapterRequestOptions): Promise<unknown> {
    const adapter = this.obtainAdapter();
    await this.takeTurn(adapter);
    this.readSeed ||= adapter.capabilities.python;
    try {
      return await this.log.log(command, params, () => adapter.request(command, params as CommandParams<AdapterCommand>, options));
    } catch (error) {
      if (this.notCopied !== undefined && isDspexError(error) && error.code === 'SESSION_NOT_FOUND') throw this.notCopied;
      throw error;
    }
  }

  /** The Python processes this context used, for the report of its failure. */
  async processes(): Promise<FailedProcess[]> {
    return [...((await (this.adapter ?? this.host.adapter)?.processes()) ?? [])];
  }

  /** Where Python stands in what this context asked of it; undefined where nothing is under way. */
  async where(): Promise<string | undefined> {
    return this.underWay.size === 0 ? undefined : (this.adapter ?? this.host.adapter)?.where(this.key);
  }

  /** Nobody waits for what it has asked any more. Resolved when that is cancelled: a rejection that nobody handles is this test's. */
  async giveUp(why: Error): Promise<void> {
    this.patience.abort(why);
    await Promise.allSettled(this.underWay);
  }

  /** Where only so many tests may use Python at once. Asked for with the process there: who has its turn waits for nothing more. */
  private async takeTurn(adapter: Adapter): Promise<void> {
    if (this.kind === 'file' || !adapter.capabilities.python) return;
    this.turn ??= this.parts.turnOf(this) ?? null;
    if (this.turn === null) return;
    await adapter.ready();
    await this.whileWaiting(this.turn.take());
  }

  /** Stops the test's time, its adapter's limits too, while it waits for what is not its work. */
  async whileWaiting<T>(waiting: Promise<T>): Promise<T> {
    const { clock, host } = this;
    const resumes = [clock?.pause(), host.adapter?.holdTimeLimits()];
    try {
      return await waiting;
    } finally {
      for (const resume of resumes) resume?.();
    }
  }

  /** One address for all who ask. */
  gatewayUrl(): Promise<string> {
    this.gateway ??= this.parts.gatewayUrl(this);
    return this.gateway;
  }

  /** Gives back everything, the user's own things first; what the clean-ups threw, first thing first. */
  async close(): Promise<unknown[]> {
    const errors = await this.cleanups.close();
    this.hasEnded = true;
    this.turn?.stopWaiting();
    for (const adapter of this.usedInAttempt) this.parts.onLeftovers(this, await adapter.endAttempt(this.key));
    if (this.adapter !== undefined) await this.parts.closeAdapter(this.adapter).catch((error: unknown) => errors.push(error));
    await this.turn?.giveBack();
    return errors;
  }

  obtainAdapter(): Adapter {
    this.adapter ??= this.parts.openAdapter(this);
    return this.adapter;
  }

  /** What marks a request as this attempt's, in a process that others use after it. */
  private attemptIn(host: TestContext, adapter: Adapter): AdapterRequestOptions['attempt'] {
    if (this.kind === 'file' || (host === this && this.resolved.process !== 'leased')) return undefined;
    this.usedInAttempt.add(adapter);
    return { key: this.key, seed: this.ids.seed };
  }

  private get host(): TestContext {
    return this.parts.sharedWith ?? this;
  }

  private openOwnSession(adapter: Adapter, asker: string): Promise<unknown> {
    let opening = this.sessions.get(this.sessionId);
    if (opening === undefined) {
      opening = adapter.request('open_session', { session: this.sessionId }, { asker });
      this.sessions.set(this.sessionId, opening);
      opening.catch(() => this.sessions.delete(this.sessionId));
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
