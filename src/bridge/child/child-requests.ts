import { COMMANDS, type CommandName, type CommandParams, type CommandResult } from '../../shared/boundaries/bridge';
import { DspexError, isDspexError } from '../../shared/errors';
import { askedBy } from '../wire/message-watch';
import { fromRpcError, isClosed } from '../wire/rpc';
import { interruptedBy } from './bridge-errors';
import type { BridgeRequestOptions } from './bridge-options';
import type { ChildConnection } from './child-connection';
import type { ChildUser } from './child-user';
import { RequestUnderWay } from './request-under-way';

interface ChildRequestsParts {
  readonly connection: ChildConnection;
  /** Where Python stands in what it runs for a user. */
  readonly where: (user: ChildUser | undefined) => Promise<string>;
  /** An error of Python's, with what Python printed. */
  readonly withOutput: (error: DspexError) => Promise<DspexError>;
}

/** The requests to one child that are under way. While there are some, the connection keeps this process alive. */
export class ChildRequests {
  private readonly all = new Set<RequestUnderWay>();
  private count = 0;
  private holds = 0;
  private readonly idleWaiters: (() => void)[] = [];

  constructor(private readonly parts: ChildRequestsParts) {}

  get isBusy(): boolean {
    return this.count > 0;
  }

  /** Resolved when the last of what is under way has ended. Whoever waited with the caller may have begun something by then: look again. */
  nextIdle(): Promise<void> {
    return new Promise((resolve) => this.idleWaiters.push(resolve));
  }

  async send<C extends CommandName>(command: C, params: CommandParams<C>, options: BridgeRequestOptions): Promise<CommandResult<C>> {
    this.begin();
    try {
      return await this.sendOne(command, params, options);
    } finally {
      this.end();
    }
  }

  /** Stops the time limits of what is under way until the returned function is called. */
  holdTimeLimits(): () => void {
    if (this.holds++ === 0) for (const { deadline } of this.all) deadline.pause();
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      if (--this.holds === 0) for (const { deadline } of this.all) deadline.resume();
    };
  }

  /** The child has ended. */
  async lose(explain: () => Promise<DspexError>): Promise<void> {
    if (this.all.size === 0) return;
    const error = await explain().catch((failure: unknown) => failure);
    for (const request of this.all) request.lose(error);
  }

  private begin(): void {
    if (this.count++ === 0) this.parts.connection.hold();
  }

  private end(): void {
    if (--this.count > 0) return;
    for (const resolve of this.idleWaiters.splice(0)) resolve();
    this.parts.connection.release();
  }

  private async sendOne<C extends CommandName>(
    command: C,
    params: CommandParams<C>,
    options: BridgeRequestOptions,
  ): Promise<CommandResult<C>> {
    const request = this.open(command, options);
    try {
      const answer = await request.inTime(
        this.parts.connection.rpc.sendRequest(command, askedBy(params, options.user?.testName), request.cancellation),
      );
      return this.resultOf(command, answer);
    } catch (error) {
      const late = request.deadline.error;
      if (late !== undefined) throw await this.giveUp(command, options.user, request, late);
      throw await this.failureOf(command, error, request.lost);
    } finally {
      this.all.delete(request);
      request.end();
    }
  }

  private open(command: CommandName, options: BridgeRequestOptions): RequestUnderWay {
    const { connection, where } = this.parts;
    const request = new RequestUnderWay(command, options, () => (connection.isOpen ? where(options.user) : undefined));
    this.all.add(request);
    if (this.holds > 0) request.deadline.pause();
    return request;
  }

  /** Ends a child whose answer is of another shape. */
  private resultOf<C extends CommandName>(command: C, answer: unknown): CommandResult<C> {
    const { data, error } = COMMANDS[command].result.safeParse(answer);
    if (error === undefined) return data as CommandResult<C>;
    this.parts.connection.breakOff(error);
    throw error;
  }

  /** A child that was interrupted may hold locks and half-built state: it is never used again. */
  private async giveUp(
    command: CommandName,
    user: ChildUser | undefined,
    { place, deadline }: RequestUnderWay,
    late: DspexError,
  ): Promise<DspexError> {
    const detail = await place;
    const { connection } = this.parts;
    connection.retire(interruptedBy(command, user, late));
    if (deadline.ignored) connection.cut();
    return new DspexError({ ...late.parts, detail });
  }

  /** What Python answered with, or why it did not: told by `lost`. */
  private async failureOf(command: CommandName, error: unknown, lost: Promise<never>): Promise<unknown> {
    if (isDspexError(error)) return error;
    const typed = fromRpcError(error, command);
    if (typed !== null) return this.parts.withOutput(typed);
    const { connection } = this.parts;
    // A write that fails destroys the socket before its request hears of it: with the socket there, what came is no answer.
    if (connection.isOpen && !isClosed(error)) connection.breakOff(error as Error);
    return lost;
  }
}
