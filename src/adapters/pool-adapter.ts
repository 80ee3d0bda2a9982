import type { ChildUser } from '../bridge/child/child-user';
import type { CommandParams, CommandResult, Leftover } from '../shared/boundaries/bridge';
import type { FailedProcess } from '../shared/boundaries/failure';
import type { Adapter, AdapterCommand, AdapterRequestOptions, CopyableProcess } from './adapter';
import { closedError, sessionNotFound } from './adapter-errors';
import type { PythonAdapter } from './python-adapter';

export interface PoolAdapterOptions {
  /** The most processes at once. */
  readonly size: number;
  /** One more process; it starts with its first request, as a copy of another where one is given. */
  readonly openMember: (copyOf: CopyableProcess | undefined) => PythonAdapter;
  /** Whose sessions this pool's processes are copies of. */
  readonly copyOf?: Adapter | undefined;
}

/**
 * Several Python processes behind one adapter. A session stays in the process that it was opened in; the next one goes where the
 * fewest are. A process that ended is replaced, and only what its own sessions held is gone.
 */
export class PoolAdapter implements Adapter {
  readonly name = 'python_pool';
  readonly capabilities = { python: true, loadModule: true };
  private readonly members: PythonAdapter[] = [];
  private pinned = new Map<string, PythonAdapter>();
  private readonly attempts = new Set<ChildUser>();
  private pinnedBefore = new Map<string, PythonAdapter>();
  private readonly copies = new Map<CopyableProcess, PythonAdapter>();
  private closed = false;

  constructor(private readonly options: PoolAdapterOptions) {}

  async request<C extends AdapterCommand>(command: C, params: CommandParams<C>, options: AdapterRequestOptions): Promise<CommandResult<C>> {
    if (this.closed) throw closedError(this.name);
    if (options.attempt !== undefined) this.begin(options.user);
    const { session } = params as { session?: string };
    if (session === undefined) return this.askAll(command, params, options);
    if (command === 'open_session' && !this.pinned.has(session)) return this.openSession(session, command, params, options);
    const result = await this.memberOf(session).request(command, params, options);
    if (command === 'close_session') this.pinned.delete(session);
    return result;
  }

  async endAttempt(user: ChildUser): Promise<readonly Leftover[]> {
    const leftovers = await Promise.all(this.members.map((member) => member.endAttempt(user)));
    if (this.attempts.delete(user) && this.attempts.size === 0) this.pinned = this.pinnedBefore;
    return leftovers.flat();
  }

  ready(): Promise<void> {
    return (this.members[0] ?? this.leastLoaded()).ready();
  }

  async processes(): Promise<readonly FailedProcess[]> {
    return (await Promise.all(this.members.map((member) => member.processes()))).flat();
  }

  async where(user: ChildUser): Promise<string | undefined> {
    const told = await Promise.all(this.members.map((member) => member.where(user)));
    return told.filter((text) => text !== undefined).join('\n\n') || undefined;
  }

  holdTimeLimits(): () => void {
    const resumes = this.members.map((member) => member.holdTimeLimits());
    return () => {
      for (const resume of resumes) resume();
    };
  }

  processOf(session?: string): CopyableProcess | undefined {
    const member = session === undefined ? this.members[0] : this.pinned.get(session);
    return member?.processOf(session);
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all(this.members.map((member) => member.close()));
  }

  /** Sessions that are opened from now on are gone with the attempt. */
  private begin(user: ChildUser): void {
    if (this.attempts.size === 0) this.pinnedBefore = new Map(this.pinned);
    this.attempts.add(user);
  }

  private async openSession<C extends AdapterCommand>(
    session: string,
    command: C,
    params: CommandParams<C>,
    options: AdapterRequestOptions,
  ): Promise<CommandResult<C>> {
    const member = this.leastLoaded();
    // Pinned before it is open: another one that is opened meanwhile counts it.
    this.pinned.set(session, member);
    try {
      return await member.request(command, params, options);
    } catch (error) {
      this.pinned.delete(session);
      throw error;
    }
  }

  private leastLoaded(): PythonAdapter {
    const load = (member: PythonAdapter): number => [...this.pinned.values()].filter((other) => other === member).length;
    const [least] = [...this.members].sort((one, other) => load(one) - load(other));
    if (least !== undefined && (load(least) === 0 || this.members.length >= this.options.size)) return least;
    const { copyOf } = this.options;
    return this.open(this.members.length === 0 ? copyOf?.processOf() : undefined);
  }

  private open(copyOf: CopyableProcess | undefined): PythonAdapter {
    const member = this.options.openMember(copyOf);
    this.members.push(member);
    if (copyOf !== undefined) this.copies.set(copyOf, member);
    return member;
  }

  /** A copy of the process that holds a session of the other adapter's. */
  private copyWith(session: string): PythonAdapter | undefined {
    const process = this.options.copyOf?.processOf(session);
    return process && (this.copies.get(process) ?? this.open(process));
  }

  private memberOf(session: string): PythonAdapter {
    const member = this.pinned.get(session) ?? this.copyWith(session);
    if (member !== undefined) return member;
    throw sessionNotFound(session, [...this.pinned.keys()]);
  }

  /** What is asked of no session is asked of every process, and the answers are put together. */
  private async askAll<C extends AdapterCommand>(
    command: C,
    params: CommandParams<C>,
    options: AdapterRequestOptions,
  ): Promise<CommandResult<C>> {
    const members = this.members.length === 0 ? [this.leastLoaded()] : this.members;
    const answers = await Promise.all(members.map((member) => member.request(command, params, options)));
    if (command === 'stats') return together(answers as CommandResult<'stats'>[]) as CommandResult<C>;
    if (command === 'list_sessions') return { sessions: [...this.pinned.keys()] } as CommandResult<C>;
    return answers[0] as CommandResult<C>;
  }
}

function together(all: readonly CommandResult<'stats'>[]): CommandResult<'stats'> {
  const sum = (of: 'sessions' | 'programs' | 'running' | 'rssBytes'): number => all.reduce((total, one) => total + one[of], 0);
  return {
    pid: (all[0] as CommandResult<'stats'>).pid,
    sessions: sum('sessions'),
    programs: sum('programs'),
    running: sum('running'),
    threads: all.flatMap(({ threads }) => threads),
    started: all.flatMap(({ started }) => started),
    rssBytes: sum('rssBytes'),
  };
}
