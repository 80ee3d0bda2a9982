import type { Bridge } from '../bridge/bridge';
import type { CommandParams, CommandResult } from '../shared/boundaries/bridge';
import { DspexError, isDspexError } from '../shared/errors';
import type { AdapterName } from '../shared/layers';
import type { Adapter, AdapterCommand, AdapterRequestOptions } from './adapter';

export interface PythonAdapterOptions {
  readonly name: Exclude<AdapterName, 'mock'>;
  /** Gets a fresh child. */
  readonly openBridge: () => Promise<Bridge>;
  readonly processTimeoutMs: number;
}

/** Programs in a Python process of their own. A process that ended is replaced at the next request; what lived in it is gone. */
export class PythonAdapter implements Adapter {
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

  /** Starts getting a child ahead of its first use. */
  prepare(): void {
    this.bridge().catch(() => undefined); // Said again, to whoever uses it.
  }

  async request<C extends AdapterCommand>(command: C, params: CommandParams<C>, options: AdapterRequestOptions): Promise<CommandResult<C>> {
    const bridge = await this.bridge();
    const withLimit = { ...options, timeoutMs: options.timeoutMs ?? this.options.processTimeoutMs };
    try {
      const result = await this.send(bridge, command, params, withLimit);
      this.remember(command, params);
      return result;
    } catch (error) {
      throw this.explainGone(error);
    }
  }

  holdTimeLimits(): () => void {
    return this.current?.holdTimeLimits() ?? (() => undefined);
  }

  async close(): Promise<void> {
    this.closed = true;
    const opened = await this.opening?.catch(() => undefined);
    await Promise.all([...this.retired, ...(opened === undefined ? [] : [opened])].map((bridge) => bridge.close()));
  }

  private async bridge(): Promise<Bridge> {
    if (this.closed) throw closedError(this.name);
    if (this.current !== undefined && !this.current.isUsable) this.retireCurrent(this.current);
    this.opening ??= this.open();
    try {
      return await this.opening;
    } catch (error) {
      this.opening = undefined;
      throw error;
    }
  }

  private async open(): Promise<Bridge> {
    const bridge = await this.options.openBridge();
    for (const session of this.sessions) await bridge.request('open_session', { session }, { asker: '' });
    this.current = bridge;
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
    options: AdapterRequestOptions,
  ): Promise<CommandResult<C>> {
    if (command === 'create_program' && options.tools !== undefined)
      bridge.registerTools((params as CommandParams<'create_program'>).id, options.tools);
    if (command === 'execute') return bridge.execute(params as CommandParams<'execute'>, options) as Promise<CommandResult<C>>;
    return bridge.request(command, params, options);
  }

  private remember(command: AdapterCommand, params: unknown): void {
    const { session } = params as { session?: string };
    if (session === undefined) return;
    if (command === 'open_session') this.sessions.add(session);
    if (command === 'close_session') this.sessions.delete(session);
  }

  /** A program that is gone with its process: the error says that, not only that it is not there. */
  private explainGone(error: unknown): unknown {
    if (!isDspexError(error) || error.code !== 'PROGRAM_NOT_FOUND' || this.lastLoss === undefined) return error;
    return new DspexError({ ...error.parts, why: `the Python process that held it is gone (${this.lastLoss}); ${error.parts.why}` });
  }
}

/** For a request that comes after the end of its test. */
export function closedError(name: string): DspexError {
  return new DspexError({
    code: 'ADAPTER_CLOSED',
    what: `The ${name} adapter of this test is closed.`,
    why: "a test's programs end with the test; this one was used after it",
    next: 'await what the test starts, or make the program in beforeAll to share it',
  });
}
