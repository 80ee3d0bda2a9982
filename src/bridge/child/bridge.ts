import { connect, type Socket } from 'node:net';
import {
  CALLBACKS,
  COMMANDS,
  type CommandName,
  type CommandParams,
  type CommandResult,
  NOTIFICATIONS,
  type NotificationName,
  type NotificationParams,
  PROTOCOL_VERSION,
  type World,
} from '../../shared/boundaries/bridge';
import type { AbortSignalLike } from '../../shared/boundaries/facade';
import type { FailedProcess } from '../../shared/boundaries/failure';
import { DspexError, isDspexError } from '../../shared/errors';
import { bounded, valueWithin } from '../../shared/waits/bounded';
import { CancellationTokenSource, fromRpcError, isClosed, openRpc, type Rpc, toRpcError } from '../wire/rpc';
import { BridgeAttempts } from './bridge-attempts';
import { endedForAnother, interruptedBy } from './bridge-errors';
import { ChildOutput } from './child-output';
import type { ChildUser } from './child-user';
import { CopiesAhead } from './copies-ahead';
import { cancelledBefore, Deadline } from './deadline';
import { describePlace } from './describe-place';

export interface BridgeOptions {
  /** Whose the child is: asked by threads that carry no request. A child that is lent to one after another has one after another. */
  readonly user: ChildUser;
  readonly socketPath: string;
  readonly world: World;
  readonly defaultModel: string;
  readonly dspyCache: 'off' | 'memory';
  readonly realBackoff: boolean;
  /** How long a child may take to say hello. */
  readonly helloLimitMs: number;
  /** Why the child with this pid ended, as an error for those who were waiting for it. */
  readonly explainEnd: (pid: number | undefined, stderr: string) => Promise<DspexError>;
}

/** What a copy has of its owner's; the rest is the original's. */
export type CopyOptions = Omit<BridgeOptions, 'socketPath' | 'explainEnd'>;

export interface BridgeRequestOptions {
  /** On whose behalf; undefined where the bridge itself asks. */
  readonly user?: ChildUser | undefined;
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignalLike | undefined;
  readonly tools?: Readonly<Record<string, (args: unknown) => unknown>> | undefined;
}

type Hello = CommandResult<'hello'>;

const STDERR_LINES = 20;
const TOLD_LINES = 100;
/** Answered by a thread that does nothing else: what takes longer is C code that lets no other thread run. */
const WHERE_MS = 150;
/** atexit callbacks have 500 ms; past this the server ends the child. */
const SHUTDOWN_MS = 800;

const REMEMBERED_EXECUTES = 1_000;

const CHANGES_NOTHING: readonly CommandName[] = ['fork', 'ping', 'stats', 'where'];

/** One Python child and the connection that owns it: when the connection ends, so does the child and everything below it. */
export class Bridge {
  hello!: Hello;
  readonly attempts: BridgeAttempts;
  private owner: ChildUser;
  private pending = 0;
  private executes = 0;
  private readonly users = new Map<string, ChildUser>();
  private readonly ended: string[] = [];
  private childOutput: ChildOutput | undefined;
  private readonly tools = new Map<string, (args: unknown) => unknown>();
  /** Resolved when the connection, and with it the child, is over. */
  readonly closed: Promise<void>;
  /** One for each request under way. A shared promise in `Promise.race` would keep every result alive until the process ends. */
  private readonly waiting = new Set<(error: unknown) => void>();
  private retiredBecause: string | undefined;
  private broken: Error | undefined;

  private readonly deadlines = new Set<Deadline>();
  private readonly idleWaiters: (() => void)[] = [];
  private readonly copies = new CopiesAhead(() => this.fork());
  private holds = 0;

  private constructor(
    private readonly socket: Socket,
    private readonly rpc: Rpc,
    private readonly options: BridgeOptions,
  ) {
    this.owner = options.user;
    this.attempts = new BridgeAttempts(this, options.world.env, this.tools, () => this.output.begin());
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
    void this.closed.then(() => this.failWaiting());
  }

  /** Connects, and with that gets a fresh child; resolved when it said hello. */
  static async open(options: BridgeOptions): Promise<Bridge> {
    const socket = await connectTo(options.socketPath);
    let bridge: Bridge | undefined;
    const rpc = openRpc(socket, (error) => bridge?.breakOff(error));
    bridge = new Bridge(socket, rpc, options);
    bridge.listen();
    try {
      bridge.hello = await bounded(bridge.sayHello(), { limit: { ms: options.helloLimitMs, error: noHello } });
      return bridge;
    } catch (error) {
      // Nobody else knows of it: without this its child would live as long as this process.
      bridge.kill('its hello failed');
      throw error;
    }
  }

  /** False once the child is gone or must not be used again. */
  get isUsable(): boolean {
    return this.retiredBecause === undefined && !this.socket.destroyed;
  }

  /** True while a request is under way. */
  get isBusy(): boolean {
    return this.pending > 0;
  }

  /** Why this child takes no more requests. */
  get whyRetired(): string | undefined {
    return this.retiredBecause;
  }

  /** The environment the child was started with. */
  get env(): Readonly<Record<string, string>> {
    return this.options.world.env;
  }

  /** What it said last, for a failure that it may have caused. */
  async describe(): Promise<FailedProcess> {
    const { pid, python, dspy } = this.hello;
    return { pid, python, dspy, ended: this.retiredBecause ?? null, ...(await this.output.said(TOLD_LINES)) };
  }

  /** Its LM calls are this user's from now on. */
  lendTo(user: ChildUser): void {
    this.owner = user;
    this.output.begin();
  }

  /** Where the code stands that it runs for a user, for whom it is too late. */
  async where(user: ChildUser | undefined): Promise<string> {
    const answer = await valueWithin(this.rpc.sendRequest('where', {}), WHERE_MS).catch(() => null);
    const stacks = COMMANDS.where.result.safeParse(answer).data?.stacks;
    return describePlace(stacks?.filter(({ executeId }) => executeId === null || this.users.get(executeId) === user));
  }

  async request<C extends CommandName>(command: C, params: CommandParams<C>, options: BridgeRequestOptions): Promise<CommandResult<C>> {
    if (!this.isUsable) throw this.unusable();
    if (options.signal?.aborted === true) throw cancelledBefore(command, options.signal.reason);
    if (!CHANGES_NOTHING.includes(command)) this.copies.outdate();
    this.begin();
    try {
      return await this.send(command, params, options);
    } finally {
      this.end();
    }
  }

  /** Starts an execute under an id of its own, so that the LM calls it makes are answered by `user`. */
  async execute(
    params: Omit<CommandParams<'execute'>, 'executeId'>,
    options: BridgeRequestOptions & { readonly user: ChildUser },
  ): Promise<CommandResult<'execute'>> {
    const executeId = String(++this.executes);
    this.users.set(executeId, options.user);
    try {
      return await this.request('execute', { ...params, executeId }, options);
    } finally {
      this.forgetLater(executeId);
    }
  }

  /**
   * A copy of this process, made as soon as nothing runs in it: all that was built, and from then on shared with nobody.
   *
   * Throws NOT_FORKABLE, naming the thread, socket or child that is in the way.
   */
  async copy(options: CopyOptions): Promise<Bridge> {
    const copy = await this.openCopy(options).catch((error: unknown) => {
      // A copy that was made ahead may have ended since, before it was asked or while it said hello; and this process may be gone, too.
      if (!isGone(error) || !this.isUsable) throw error;
      return this.openCopy(options);
    });
    for (const [key, run] of this.tools) copy.tools.set(key, run);
    this.copies.prepare();
    return copy;
  }

  private async openCopy(options: CopyOptions): Promise<Bridge> {
    const socketPath = await this.copies.take();
    return Bridge.open({ ...options, world: this.worldOfCopy(options.world), socketPath, explainEnd: this.options.explainEnd });
  }

  private async fork(): Promise<string> {
    while (this.pending > 0) await new Promise<void>((resolve) => this.idleWaiters.push(resolve));
    return (await this.request('fork', {}, {})).socketPath;
  }

  /** What was built here may lead to what this process could reach. */
  private worldOfCopy(world: World): World {
    return { ...world, allowHosts: [...new Set([...world.allowHosts, ...this.options.world.allowHosts])] };
  }

  registerTools(programId: string, tools: Readonly<Record<string, (args: unknown) => unknown>>): void {
    for (const [name, run] of Object.entries(tools)) this.tools.set(`${programId}\n${name}`, run);
  }

  /** Stops the time limits of what is under way until the returned function is called. */
  holdTimeLimits(): () => void {
    if (this.holds++ === 0) for (const deadline of this.deadlines) deadline.pause();
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      if (--this.holds === 0) for (const deadline of this.deadlines) deadline.resume();
    };
  }

  /** Lets Python flush and run its exit callbacks, then ends the child; resolved when the connection is closed. */
  async close(): Promise<void> {
    if (!this.socket.destroyed) {
      this.retiredBecause ??= 'it was closed';
      const timer = setTimeout(() => this.socket.destroy(), SHUTDOWN_MS);
      this.socket.ref();
      this.rpc.sendRequest('shutdown', {}).catch(() => undefined); // The answer is the closed connection.
      await this.closed;
      clearTimeout(timer);
    }
    this.rpc.dispose();
  }

  /** Ends the child now; requests that are under way fail with the reason. */
  kill(reason: string): void {
    this.retiredBecause ??= reason;
    this.socket.destroy();
  }

  private sayHello(): Promise<Hello> {
    const { world, defaultModel, dspyCache, realBackoff } = this.options;
    return this.request('hello', { protocol: PROTOCOL_VERSION, world, defaultModel, dspyCache, realBackoff }, {});
  }

  private listen(): void {
    this.rpc.onRequest('lm_answer', async (raw: unknown) => {
      try {
        const { executeId, call } = CALLBACKS.lm_answer.params.parse(raw);
        return await this.userOf(executeId).answer(call);
      } catch (error) {
        throw toRpcError(error);
      }
    });
    this.rpc.onRequest('call_tool', async (raw: unknown) => {
      try {
        const { id, name, arguments: args } = CALLBACKS.call_tool.params.parse(raw);
        return { value: await this.tools.get(`${id}\n${name}`)?.(args) };
      } catch (error) {
        throw toRpcError(error);
      }
    });
    this.hear('lm_rejected', ({ callId, error }) => this.owner.rejected(callId, error));
    this.hear('egress_refused', ({ executeId, error }) => this.userOf(executeId).refused(error));
    this.rpc.listen();
    this.socket.unref();
  }

  private hear<N extends NotificationName>(name: N, tell: (params: NotificationParams<N>) => void): void {
    this.rpc.onNotification(name, (raw: unknown) => {
      const { data, error } = NOTIFICATIONS[name].safeParse(raw);
      if (error === undefined) tell(data as NotificationParams<N>);
      else this.breakOff(error);
    });
  }

  /** Code that it has started may go on asking in its name. */
  private forgetLater(executeId: string): void {
    this.ended.push(executeId);
    if (this.ended.length > REMEMBERED_EXECUTES) this.users.delete(this.ended.shift() as string);
  }

  private userOf(executeId: string | null): ChildUser {
    return (executeId === null ? undefined : this.users.get(executeId)) ?? this.owner;
  }

  private async send<C extends CommandName>(
    command: C,
    params: CommandParams<C>,
    options: BridgeRequestOptions,
  ): Promise<CommandResult<C>> {
    const cancellation = new CancellationTokenSource();
    let place: Promise<string> | undefined;
    const deadline = new Deadline(command, options, () => {
      // Asked first: what is cancelled stands there no more.
      place = this.where(options.user);
      cancellation.cancel();
    });
    this.deadlines.add(deadline);
    if (this.holds > 0) deadline.pause();
    let lose!: (error: unknown) => void;
    const lost = new Promise<never>((_, reject) => (lose = reject));
    this.waiting.add(lose);
    const answer = this.rpc.sendRequest(command, params, cancellation.token);
    for (const loser of [answer, lost]) loser.catch(() => undefined); // Only the first to settle is awaited.
    try {
      const result = await Promise.race([answer, lost, deadline.passed]);
      // Code that catches its cancel and returns is late all the same.
      if (deadline.error !== undefined) throw deadline.error;
      return this.resultOf(command, result);
    } catch (error) {
      // A child that was interrupted may hold locks and half-built state: it is never used again.
      if (deadline.error !== undefined) {
        const detail = await place;
        this.retire(interruptedBy(command, options.user, deadline.error), deadline.ignored);
        throw new DspexError({ ...deadline.error.parts, detail });
      }
      throw await this.failureOf(command, error, lost);
    } finally {
      this.waiting.delete(lose);
      this.deadlines.delete(deadline);
      deadline.clear();
      cancellation.dispose();
    }
  }

  /** What Python answered with, or why it did not: told by `lost`. */
  private async failureOf(command: string, error: unknown, lost: Promise<never>): Promise<unknown> {
    if (isDspexError(error)) return error;
    const typed = fromRpcError(error, command);
    if (typed !== null) return this.withOutput(typed);
    // A write that fails destroys the socket before its request hears of it: with the socket there, what came is no answer.
    if (!this.socket.destroyed && !isClosed(error)) this.breakOff(error as Error);
    return lost;
  }

  /** Ends a child whose answer is of another shape. */
  private resultOf<C extends CommandName>(command: C, answer: unknown): CommandResult<C> {
    const { data, error } = COMMANDS[command].result.safeParse(answer);
    if (error === undefined) return data as CommandResult<C>;
    this.breakOff(error);
    throw error;
  }

  private retire(reason: string, atOnce: boolean): void {
    this.retiredBecause ??= reason;
    if (atOnce) this.socket.destroy();
  }

  private begin(): void {
    if (this.pending++ === 0) this.socket.ref();
  }

  private end(): void {
    if (--this.pending > 0) return;
    for (const resolve of this.idleWaiters.splice(0)) resolve();
    this.socket.unref();
    if (this.retiredBecause !== undefined) this.socket.destroy();
  }

  private breakOff(error: Error): void {
    this.broken ??= error;
    this.kill(`it sent what is no message of the protocol: ${error.message}`);
  }

  private async failWaiting(): Promise<void> {
    if (this.waiting.size === 0) return;
    const error = await this.explainLost().catch((failure: unknown) => failure);
    for (const lose of this.waiting) lose(error);
  }

  private async explainLost(): Promise<DspexError> {
    if (this.broken !== undefined) return this.protocolBroken(this.broken);
    const stderr = this.hello === undefined ? '' : await this.output.lastWords(STDERR_LINES);
    // Ended by us, for what another request did: the system's word of a SIGKILL would lead astray.
    if (this.retiredBecause !== undefined) return endedForAnother(this.retiredBecause);
    return this.options.explainEnd(this.hello?.pid, stderr);
  }

  private async withOutput(error: DspexError): Promise<DspexError> {
    if (this.hello === undefined || error.code === 'LM_MISS') return error;
    const told = await this.output.told(STDERR_LINES);
    return told === '' ? error : new DspexError({ ...error.parts, detail: [error.parts.detail, told].filter(Boolean).join('\n\n') });
  }

  /** Where it writes is known from its hello on. */
  private get output(): ChildOutput {
    this.childOutput ??= new ChildOutput({ stdout: this.hello.stdoutPath, stderr: this.hello.stderrPath });
    return this.childOutput;
  }

  private protocolBroken(error: Error): DspexError {
    return new DspexError({
      code: 'PROTOCOL_ERROR',
      what: 'The Python process sent what is no message of the protocol; it was ended.',
      why: error.message,
      next: 'run the test again: it gets a new process; code that writes to descriptors it did not open is the usual cause',
      cause: error,
    });
  }

  private unusable(): DspexError {
    return new DspexError({
      code: 'BRIDGE_CLOSED',
      what: 'This Python process takes no more requests.',
      why: this.retiredBecause ?? 'its connection is closed',
      next: 'make the program in the test that uses it, or in beforeAll',
    });
  }
}

function noHello(limitMs: number): DspexError {
  return new DspexError({
    code: 'WAIT_TOO_LONG',
    what: `A Python process did not say hello within ${limitMs} ms.`,
    why: 'it was started and its connection is open, but it does not come to answer: it hangs, or the machine leaves it no time',
    next: 'run fewer workers: npx jest --maxWorkers=1; or raise dspex.maxWaitMs',
  });
}

/** The process at the other end ended before it could be used. What Python itself refused is no such error. */
function isGone(error: unknown): boolean {
  return isNobodyThere(error) || ['CHILD_CRASHED', 'FORK_SERVER_DIED'].includes((error as { code?: string }).code ?? '');
}

/** Nobody listens on the socket any more. */
export function isNobodyThere(error: unknown): boolean {
  return ['ECONNREFUSED', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '');
}

function connectTo(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      // A connection reset is told by `close`, with the reason from the host.
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
}
