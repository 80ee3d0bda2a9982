import type { ChildUser } from '../bridge/child/child-user';
import type { CommandParams, ProgramInfo } from '../shared/boundaries/bridge';
import { programExists, programNotFound, sessionExists, sessionNotFound } from './adapter-errors';

interface Session {
  readonly id: string;
  readonly programs: Map<string, ProgramInfo>;
  model: string | undefined;
}

/** The sessions of the mock and the programs in them. */
export class MockSessions {
  private all = new Map<string, Session>();
  private readonly attempts = new Set<ChildUser>();
  private before = new Map<string, Session>();

  /** A copy, as that of a process. */
  copy(): MockSessions {
    const copy = new MockSessions();
    copy.all = this.snapshot();
    return copy;
  }

  get ids(): string[] {
    return [...this.all.keys()];
  }

  get programCount(): number {
    return [...this.all.values()].reduce((sum, { programs }) => sum + programs.size, 0);
  }

  /** As Python does: attempts that run at once are taken back when the last of them ends. */
  begin(user: ChildUser): void {
    if (this.attempts.size === 0) this.before = this.snapshot();
    this.attempts.add(user);
  }

  end(user: ChildUser): void {
    if (this.attempts.delete(user) && this.attempts.size === 0) this.all = this.before;
  }

  clear(): void {
    this.all.clear();
  }

  open(id: string): void {
    if (this.all.has(id)) throw sessionExists(id, this.ids);
    this.all.set(id, { id, programs: new Map(), model: undefined });
  }

  close(id: string): void {
    this.all.delete(this.session(id).id);
  }

  session(id: string): Session {
    const found = this.all.get(id);
    if (found === undefined) throw sessionNotFound(id, this.ids);
    return found;
  }

  create({ session, id, module, signature }: CommandParams<'create_program'>): ProgramInfo {
    const { programs } = this.session(session);
    const taken = programs.get(id);
    if (taken !== undefined) throw programExists(taken);
    const info: ProgramInfo = { id, session, module, signature };
    programs.set(id, info);
    return info;
  }

  program(session: string, id: string): ProgramInfo {
    const { programs } = this.session(session);
    const found = programs.get(id);
    if (found === undefined) throw programNotFound(id, session, [...programs.keys()]);
    return found;
  }

  private snapshot(): Map<string, Session> {
    return new Map([...this.all].map(([id, session]) => [id, { ...session, programs: new Map(session.programs) }]));
  }
}
