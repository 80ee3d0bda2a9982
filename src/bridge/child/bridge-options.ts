import type { AbortSignalLike } from '../../shared/boundaries/abort-signal';
import type { World } from '../../shared/boundaries/bridge';
import type { StreamReader } from '../../shared/boundaries/stream';
import type { ToolFunction } from '../../shared/boundaries/tool-call';
import type { DspexError } from '../../shared/errors';
import type { ChildUser } from './child-user';

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

/** What a copy has of its owner's; the rest is that of the process it is a copy of. */
export type CopyOptions = Omit<BridgeOptions, 'socketPath' | 'explainEnd'>;

export interface BridgeRequestOptions {
  /** On whose behalf; undefined where the bridge itself asks. */
  readonly user?: ChildUser | undefined;
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignalLike | undefined;
  /** Of `stream`: who reads it, and the functions that say its status. */
  readonly reader?: StreamReader | undefined;
  readonly onCall?: ((callId: string) => void) | undefined;
  readonly tools?: Readonly<Record<string, ToolFunction>> | undefined;
  /** Sent ahead: it runs right after the latest of the same turn. */
  readonly turn?: object | undefined;
  /** When its time begins; at once where there is none. */
  readonly after?: Promise<void> | undefined;
}

/** A request of somebody's. */
export type UserRequestOptions = BridgeRequestOptions & { readonly user: ChildUser };
