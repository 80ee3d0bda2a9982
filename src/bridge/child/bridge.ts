import { type CommandName, type CommandParams, type CommandResult, PROTOCOL_VERSION } from '../../shared/boundaries/bridge';
import type { FailedProcess } from '../../shared/boundaries/failure';
import type { DspexError } from '../../shared/errors';
import { bounded } from '../../shared/waits/bounded';
import { BridgeAttempts } from './bridge-attempts';
import { noHello, takesNoMore } from './bridge-errors';
import type { BridgeOptions, BridgeRequestOptions, CopyOptions, UserRequestOptions } from './bridge-options';
import { answerChild } from './child-calls';
import { ChildConnection } from './child-connection';
import { ChildOutput } from './child-output';
import { ChildRequests } from './child-requests';
import type { ChildUser } from './child-user';
import { isGone } from './connect';
import { CopiesAhead, comingOutOfFork, worldOfCopy } from './copies-ahead';
import { cancelledBefore } from './deadline';
import { Executes } from './executes';
import { runStream, type StreamParams } from './run-stream';
import { Tools } from './tools';
import { wherePythonStands } from './where-python-stands';

type Hello = CommandResult<'hello'>;

const LINES = { ofStderr: 20, told: 100 } as const;

/** One Python child and the connection that owns it: when the connection ends, so does the child and everything below it. */
export class Bridge {
  hello!: Hello;
  readonly attempts: BridgeAttempts;
  readonly tools = new Tools();
  private owner: ChildUser;
  private childOutput: ChildOutput | undefined;
  private readonly executes = new Executes();
  private readonly requests: ChildRequests;
  private readonly copies = new CopiesAhead(() => this.fork());

  private constructor(
    private readonly connection: ChildConnection,
    private readonly options: BridgeOptions,
  ) {
    this.owner = options.user;
    this.requests = new ChildRequests({
      connection,
      where: (user) => this.where(user),
      withOutput: (error) => this.withOutput(error),
    });
    this.attempts = new BridgeAttempts({ bridge: this, env: options.world.env, tools: this.tools, onBegin: () => this.output.begin() });
    answerChild(connection, { tools: this.tools, executes: this.executes, ownerOf: () => this.owner });
    connection.listen();
    void connection.closed.then(() => this.requests.lose(() => this.explainLost()));
  }

  /** Connects, and with that gets a fresh child; resolved when it said hello. */
  static async open(options: BridgeOptions): Promise<Bridge> {
    const bridge = new Bridge(await ChildConnection.open(options.socketPath), options);
    try {
      bridge.hello = await bounded(bridge.sayHello(), { limit: { ms: options.helloLimitMs, error: noHello } });
      return bridge;
    } catch (error) {
      // Nobody else knows of it: without this its child would live as long as this process.
      bridge.kill('its hello failed');
      throw error;
    }
  }

  /** False as soon as either side has ended it. */
  get isOpen(): boolean {
    return this.connection.isOpen;
  }

  /** False once the child is gone or must not be used again. */
  get isUsable(): boolean {
    return this.connection.isUsable;
  }

  get isBusy(): boolean {
    return this.requests.isBusy;
  }

  get whyRetired(): string | undefined {
    return this.connection.whyRetired;
  }

  get closed(): Promise<void> {
    return this.connection.closed;
  }

  get env(): Readonly<Record<string, string>> {
    return this.options.world.env;
  }

  /** What it said last, for a failure that it may have caused. */
  async describe(): Promise<FailedProcess> {
    const { pid, python, dspy } = this.hello;
    return { pid, python, dspy, ended: this.whyRetired ?? null, ...(await this.output.said(LINES.told)) };
  }

  /** It is this user's from now on. */
  lendTo(user: ChildUser): void {
    this.owner = user;
    this.output.begin();
  }

  /** Where the code stands that it runs for a user, for whom it is too late. */
  where(user: ChildUser | undefined): Promise<string> {
    return wherePythonStands(this.connection.rpc, (executeId) => executeId === null || this.executes.userOf(executeId) === user);
  }

  async request<C extends CommandName>(command: C, params: CommandParams<C>, options: BridgeRequestOptions): Promise<CommandResult<C>> {
    if (!this.isUsable) throw takesNoMore(this.whyRetired ?? 'its connection is closed');
    if (options.signal?.aborted === true) throw cancelledBefore(command, options.signal.reason);
    this.copies.outdateBy(command);
    return this.requests.send(command, params, options);
  }

  /** Starts an execute under an id of its own, so that the LM calls it makes are answered by `user`. */
  async execute<C extends 'execute' | 'execute_and_measure' | 'optimize' | 'embed' = 'execute'>(
    params: Omit<CommandParams<C>, 'executeId'>,
    options: UserRequestOptions,
    command = 'execute' as C,
  ): Promise<CommandResult<C>> {
    return this.executes.run(options, (executeId, { params: turn, ended: after }) =>
      this.request(command, { ...params, executeId, ...turn } as CommandParams<C>, { ...options, after }),
    );
  }

  /** As `execute`; `options.reader` gets what the program says meanwhile. */
  async stream(params: StreamParams, options: UserRequestOptions): Promise<CommandResult<'stream'>> {
    return this.executes.run(options, (executeId) => runStream(this, this.tools, { ...params, executeId }, options));
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
    this.tools.copyTo(copy.tools);
    return copy;
  }

  /** Stops the time limits of what is under way until the returned function is called. */
  holdTimeLimits(): () => void {
    return this.requests.holdTimeLimits();
  }

  /** Lets Python flush and run its exit callbacks, then ends the child; resolved when the connection is closed. */
  close(): Promise<void> {
    return this.connection.close();
  }

  /** Ends the child now; requests that are under way fail with the reason. */
  kill(reason: string): void {
    this.connection.kill(reason);
  }

  /** It takes no more requests, and ends after those that are under way. */
  retire(reason: string): void {
    if (this.isBusy) this.connection.retire(reason);
    else this.kill(reason);
  }

  private sayHello(): Promise<Hello> {
    const { world, defaultModel, dspyCache, realBackoff } = this.options;
    return this.request('hello', { protocol: PROTOCOL_VERSION, world, defaultModel, dspyCache, realBackoff }, {});
  }

  private async openCopy(options: CopyOptions): Promise<Bridge> {
    const socketPath = await this.copies.take();
    const world = worldOfCopy(options.world, this.options.world);
    return Bridge.open({ ...options, world, socketPath, explainEnd: this.options.explainEnd });
  }

  private async fork(): Promise<string> {
    while (this.isBusy) await this.requests.nextIdle();
    const limits = { limitMs: this.options.helloLimitMs, kill: (why: string) => this.kill(why) };
    return (await comingOutOfFork(this.request('fork', {}, {}), limits)).socketPath;
  }

  private explainLost(): Promise<DspexError> {
    const lastWords = async (): Promise<string> => (this.hello === undefined ? '' : this.output.lastWords(LINES.ofStderr));
    return this.connection.explain(async () => this.options.explainEnd(this.hello?.pid, await lastWords()));
  }

  /** A miss says all there is to say. */
  private async withOutput(error: DspexError): Promise<DspexError> {
    return this.hello === undefined || error.code === 'LM_MISS' ? error : this.output.addTo(error, LINES.ofStderr);
  }

  /** Where it writes is known from its hello on. */
  private get output(): ChildOutput {
    this.childOutput ??= new ChildOutput({ stdout: this.hello.stdoutPath, stderr: this.hello.stderrPath });
    return this.childOutput;
  }
}
