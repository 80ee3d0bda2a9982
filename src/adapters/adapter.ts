import type { Bridge } from '../bridge/child/bridge';
import type { CopyOptions } from '../bridge/child/bridge-options';
import type { ChildUser } from '../bridge/child/child-user';
import type { AbortSignalLike } from '../shared/boundaries/abort-signal';
import type { CommandName, CommandParams, CommandResult, Leftover } from '../shared/boundaries/bridge';
import type { FailedProcess } from '../shared/boundaries/failure';
import type { StreamReader } from '../shared/boundaries/stream';
import type { ToolFunction } from '../shared/boundaries/tool-call';
import type { AdapterName } from '../shared/layers';

export type AdapterCommand = Exclude<
  CommandName,
  'hello' | 'shutdown' | 'fork' | 'preload' | 'where' | 'begin_attempt' | 'end_attempt' | 'stop_stream'
>;

/**
 * Where programs live: in process (`mock`) or in Python. Every adapter answers the same commands with the same shapes, so one
 * contract suite runs over all of them; a command that an adapter cannot do is `ADAPTER_UNSUPPORTED`, never a silent success.
 */
export interface Adapter {
  readonly name: AdapterName;
  readonly capabilities: { readonly python: boolean; readonly loadModule: boolean };
  request<C extends AdapterCommand>(command: C, params: CommandParams<C>, options: AdapterRequestOptions): Promise<CommandResult<C>>;
  /**
   * Takes back what was made and changed on behalf of `user`, where `options.attempt` asked for it: programs and sessions are gone, a process
   * is as it was. Gives what cannot be taken back.
   */
  endAttempt(user: ChildUser): Promise<readonly Leftover[]>;
  /** Resolved when there is a process: what a request would wait for first. */
  ready(): Promise<void>;
  /** Where Python stands in what is under way for a user; undefined where no process is busy. */
  where(user: ChildUser): Promise<string | undefined>;
  /** Stops the time limits of requests that are under way, until the returned function is called: an LM call of theirs waits its turn. */
  holdTimeLimits(): () => void;
  /** The process that holds the session, or any that is there; undefined where there is none. */
  processOf(session?: string): CopyableProcess | undefined;
  /** What of its Python processes tells why a test failed. */
  processes(): Promise<readonly FailedProcess[]>;
  close(): Promise<void>;
}

/** A process with what was built in it, which a test can have a copy of. Throws NOT_FORKABLE with the reason where it cannot. */
export interface CopyableProcess {
  copy(options: CopyOptions): Promise<Bridge>;
}

export interface AdapterRequestOptions {
  /** On whose behalf: it answers the LM calls that this request makes. */
  readonly user: ChildUser;
  /** Where what the user leaves is another's to find: it is taken back by `endAttempt`. */
  readonly attempt?: { readonly seed: number } | undefined;
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignalLike | undefined;
  readonly tools?: Readonly<Record<string, ToolFunction>> | undefined;
  readonly turn?: object | undefined;
  readonly reader?: StreamReader | undefined;
  readonly onCall?: ((callId: string) => void) | undefined;
}
