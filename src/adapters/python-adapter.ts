import type { Bridge } from '../bridge/child/bridge';
import type { CopyOptions } from '../bridge/child/bridge-options';
import type { ChildUser } from '../bridge/child/child-user';
import { unlessAborted } from '../bridge/child/deadline';
import type { CommandParams, CommandResult, Leftover } from '../shared/boundaries/bridge';
import type { FailedProcess } from '../shared/boundaries/failure';
import { isDspexError } from '../shared/errors';
import type { AdapterName } from '../shared/layers';
import type { Adapter, AdapterCommand, AdapterRequestOptions, CopyableProcess } from './adapter';
import { closedError, copiedGone, programGone } from './adapter-errors';
import type { ProcessSource } from './process-source';

export interface PythonAdapterOptions {
  readonly name: Exclude<AdapterName, 'mock'>;
  readonly processes: ProcessSource;
  /** The limit of a request that has none of its own. */
  readonly processTimeoutMs: number;
}

/** Programs in a Python process of their own. A process that ended is replaced at the next request; what lived in it is gone. */
export class PythonAdapter implements Adapter, CopyableProcess {
  readonly name: PythonAdapterOptions['name'];
  readonly capabilities = { python: true, loadModule: true };
  private opening: Promise<Bridge> | undefined;
  private current: Bridge | undefined;
  private readonly sessions = new Set<string>();
  private readonly retired: Bridge[] = [];
  private lastLoss: string | undefined;
  private closed = false;

  constructor(private readonly options: PythonAdapterOptions) {
    this.name = options.name;
  }

  async request<C extends AdapterCommand>(command: C, params: CommandParams<C>, options: AdapterRequestOptions): Promise<CommandResult<C>> {
    const { answer } = await this.sendInAttempt(command, params, options);
    try {
      const result = await answer;
      this.remember(command, params);
      return result;
    } catch (error) {
      throw this.explainGone(error);
    }
  }

  async endAttempt(user: ChildUser): Promise<readonly Leftover[]> {
    return (await this.current?.attempts.end(user)) ?? [];
  }

  async where(user: ChildUser): Promise<string | undefined> {
    return this.current?.isBusy === true ? this.current.where(user) : undefined;
  }

  async ready(): Promise<void> {
    await this.bridge();
  }

  processes(): Promise<readonly FailedProcess[]> {
    return Promise.all([...this.retired, ...(this.current === undefined ? [] : [this.current])].map((bridge) => bridge.describe()));
  }

  holdTimeLimits(): () => void {
    return this.current?.holdTimeLimits() ?? (() => undefined);
  }

  processOf(session?: string): this | undefined {
    const isThere = this.opening !== undefined || this.lastLoss !== undefined;
    return isThere && (session === undefined || this.sessions.has(session)) ? this : undefined;
  }

  async copy(options: CopyOptions): Promise<Bridge> {
    const bridge = await this.opening?.catch(() => undefined);
    if (bridge === undefined || !bridge.isUsable) throw copiedGone(bridge?.whyRetired ?? this.lastLoss ?? 'it ended by itself');
    try {
      return await bridge.copy(options);
    } catch (error) {
      if (isDspexError(error) && error.code === 'NOT_FORKABLE') throw error;
      // It may have ended in the middle, and a copy that had no owner yet with it.
      const isAlive = await bridge.request('ping', {}, {}).then(
        () => true,
        () => false,
      );
      throw isAlive ? error : copiedGone(error instanceof Error ? error.message : String(error));
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    const { processes } = this.options;
    processes.stopWaiting();
    const opened = await this.opening?.catch(() => undefined);
    await Promise.all([...this.retired, ...(opened === undefined ? [] : [opened])].map((bridge) => processes.giveBack(bridge)));
  }

  /** Sends to a child that knows of the attempt, or gets to know of it first. */
  private async sendInAttempt<C extends AdapterCommand>(
    command: C,
    params: CommandParams<C>,
    options: AdapterRequestOptions,
  ): Promise<{ readonly answer: Promise<CommandResult<C>> }> {
    for (let isSecond = false; ; isSecond = true) {
      const bridge = await unlessAborted(this.bridge(), command, options.signal);
      try {
        const begun = options.attempt && (await unlessAborted(this.begin(bridge, options), command, options.signal));
        const answer = this.send(bridge, command, params, options);
        // One that ends before its attempt has begun was called off.
        await Promise.race([begun?.told, settled(answer)]);
        return { answer };
      } catch (error) {
        // It ended while nobody used it, and the first to ask heard of it: that is not the fault of what is asked now.
        if (isSecond || bridge.isUsable) throw error;
      }
    }
  }

  private async begin(bridge: Bridge, { user, attempt }: AdapterRequestOptions): Promise<{ readonly told: Promise<unknown> } | undefined> {
    const { processes } = this.options;
    return attempt && bridge.attempts.begin({ user, ...attempt, env: () => processes.env() });
  }

  private async bridge(): Promise<Bridge> {
    if (this.closed) throw closedError(this.name);
    if (this.current !== undefined && !this.current.isUsable) this.retireCurrent(this.current);
    this.opening ??= this.open();
    const { opening } = this;
    try {
      return await opening;
    } catch (error) {
      if (this.opening === opening) this.opening = undefined;
      throw error;
    }
  }

  private async open(): Promise<Bridge> {
    const bridge = await this.options.processes.open();
    this.current = bridge;
    try {
      for (const session of this.sessions) await bridge.request('open_session', { session }, {});
    } catch (error) {
      // Nobody else knows of it: without this it would live as long as the worker.
      bridge.kill('its sessions could not be opened');
      throw error;
    }
    return bridge;
  }

  private retireCurrent(bridge: Bridge): void {
    this.lastLoss = bridge.whyRetired ?? 'it ended by itself';
    this.retired.push(bridge);
    this.current = undefined;
    this.opening = undefined;
  }

  private send<C extends AdapterCommand>(
    bridge: Bridge,
    command: C,
    params: CommandParams<C>,
    { timeoutMs = this.options.processTimeoutMs, ...given }: AdapterRequestOptions,
  ): Promise<CommandResult<C>> {
    const options = { ...given, timeoutMs };
    if (options.tools !== undefined) bridge.tools.register((params as CommandParams<'create_program'>).id, options.tools);
    if (command === 'execute' || command === 'execute_and_measure' || command === 'optimize' || command === 'embed')
      return bridge.execute(params as CommandParams<'execute_and_measure'>, options, command) as Promise<CommandResult<C>>;
    if (command === 'stream') return bridge.stream(params as CommandParams<'stream'>, options) as Promise<CommandResult<C>>;
    return bridge.request(command, params, options);
  }

  private remember(command: AdapterCommand, params: unknown): void {
    const { session } = params as { session?: string };
    if (session === undefined) return;
    if (command === 'open_session') this.sessions.add(session);
    if (command === 'close_session') this.sessions.delete(session);
  }

  private explainGone(error: unknown): unknown {
    const isGone = isDspexError(error) && error.code === 'PROGRAM_NOT_FOUND' && this.lastLoss !== undefined;
    return isGone ? programGone(error, this.lastLoss as string) : error;
  }
}

function settled(answer: Promise<unknown>): Promise<unknown> {
  return answer.catch(() => undefined);
}
