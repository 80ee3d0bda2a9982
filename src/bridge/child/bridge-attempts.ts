import type { CommandName, CommandParams, CommandResult, Leftover } from '../../shared/boundaries/bridge';
import { isDspexError } from '../../shared/errors';
import type { BridgeRequestOptions } from './bridge-options';
import type { ChildUser } from './child-user';
import type { Tools } from './tools';

/** An attempt of a test, to a process that others use after it. */
export interface AttemptStart {
  readonly user: ChildUser;
  readonly seed: number;
  /** The environment that Python is to have now. */
  readonly env: () => Promise<Readonly<Record<string, string>>>;
}

interface BridgeAttemptsParts {
  readonly bridge: {
    readonly isUsable: boolean;
    readonly isBusy: boolean;
    request<C extends CommandName>(command: C, params: CommandParams<C>, options: BridgeRequestOptions): Promise<CommandResult<C>>;
  };
  /** The variables that the child was started with. */
  readonly env: Readonly<Record<string, string>>;
  readonly tools: Tools;
  /** The first of those that run at once begins. */
  readonly onBegin: () => void;
}

/** A reset takes a millisecond; a process that does not come to it in this time is given up. */
const RESET_MS = 5_000;
/** One that runs what nobody waits for any more may never come to it. */
const BUSY_RESET_MS = 1_000;

/** That an attempt begins, on its way to Python. */
interface Sent {
  /** Resolved when Python knows of it. */
  readonly told: Promise<unknown>;
  /** Nothing else ran there: Python does what it is sent one after the other. */
  readonly isAlone: boolean;
}

interface Begun {
  readonly key: string;
  readonly sent: Promise<Sent>;
}

/** The attempts that use one child: told to Python at their first request, reset at their end. */
export class BridgeAttempts {
  private readonly begun = new Map<ChildUser, Begun>();
  private count = 0;
  private dropTools: (() => void) | undefined;
  private leftAny = false;

  constructor(private readonly parts: BridgeAttemptsParts) {}

  /** False once an attempt left something that a reset cannot clear. */
  get isClean(): boolean {
    return !this.leftAny;
  }

  /**
   * Resolved when a request of the attempt's may be sent, with what tells that Python knows of it: where nothing else runs there, the
   * request follows at once. Asked as often as the attempt has requests.
   */
  async begin(attempt: AttemptStart): Promise<Pick<Sent, 'told'>> {
    const { told, isAlone } = await this.sentOf(attempt);
    if (!isAlone) await told;
    return { told };
  }

  /** Resets the child; what could not be cleared. Nothing where the attempt never used this child, or the child is gone with all it had. */
  async end(user: ChildUser): Promise<Leftover[]> {
    const { bridge } = this.parts;
    const begun = this.begun.get(user);
    if (begun === undefined || !bridge.isUsable) return [];
    await begun.sent.then(({ told }) => told).catch(() => undefined); // Told to the request that began it.
    this.begun.delete(user);
    const timeoutMs = bridge.isBusy ? BUSY_RESET_MS : RESET_MS;
    try {
      const { leftovers } = await bridge.request('end_attempt', { attempt: begun.key }, { user, timeoutMs });
      this.leftAny ||= leftovers.length > 0;
      return leftovers;
    } catch (error) {
      this.leftAny = true;
      return [{ kind: 'state', what: `not reset: ${whyNot(error, timeoutMs)}` }];
    } finally {
      if (this.begun.size === 0) this.dropTools?.();
    }
  }

  private sentOf(attempt: AttemptStart): Promise<Sent> {
    let begun = this.begun.get(attempt.user);
    if (begun === undefined) {
      if (this.begun.size === 0) {
        this.dropTools = this.parts.tools.mark();
        this.parts.onBegin();
      }
      const key = String(++this.count);
      begun = { key, sent: this.tell(key, attempt) };
      this.begun.set(attempt.user, begun);
    }
    return begun.sent;
  }

  private async tell(key: string, { user, seed, env }: AttemptStart): Promise<Sent> {
    const { bridge, env: envAtStart } = this.parts;
    const changed = changes(envAtStart, await env());
    const isAlone = !bridge.isBusy;
    const told = bridge.request('begin_attempt', { attempt: key, seed, env: changed }, { user });
    // What followed it was not kept apart.
    told.catch(() => (this.leftAny = true));
    return { told, isAlone };
  }
}

function whyNot(error: unknown, timeoutMs: number): string {
  if (!isDspexError(error)) return String(error);
  return error.code === 'EXECUTE_TIMEOUT' ? `its code left Python no time for it within ${timeoutMs} ms` : error.parts.why;
}

function changes(from: Readonly<Record<string, string>>, to: Readonly<Record<string, string>>): Record<string, string | null> {
  const gone = Object.keys(from).filter((name) => !(name in to));
  const other = Object.entries(to).filter(([name, value]) => from[name] !== value);
  return Object.fromEntries([...gone.map((name) => [name, null] as const), ...other]);
}
