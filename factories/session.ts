import { Factory } from 'fishery';
import { dspex, type Session } from '../src/sandbox';
import { currentContext, isInEnvironment } from '../src/sandbox/facade/current-context';
import { sessionIdOf } from '../src/sandbox/programs/session';
import { ordinalOf } from './ordinal';

/** A session to be opened, and whose it is. */
export interface SessionSpec {
  /** Unique in the process: made of the test's namespace and the name. */
  readonly id: string;
  /** Becomes part of its id. Default: `built-1`, `built-2`, … in each test. */
  readonly name: string;
  /** Whose it is, for your own code: `user-1`, `user-2`, … behind the test's namespace. */
  readonly userId: string;
  /** By the test's clock: fake timers hold it still. */
  readonly startedAt: Date;
}

/** An open session, with what it was built of. */
export type CreatedSession = Session & SessionSpec;

class SessionFactory extends Factory<SessionSpec, never, CreatedSession, Partial<SessionSpec>> {
  /** The same for this user. */
  ofUser(userId: string): this {
    return this.params({ userId });
  }

  /** The same, begun so many milliseconds ago. */
  startedAgo(ms: number): this {
    return this.params({ startedAt: new Date(Date.now() - ms) });
  }
}

/** Sessions for `dspex.openSession`; `.create()` opens one live, closed when the test ends. */
export const sessionFactory = SessionFactory.define(({ sequence, params, onCreate }) => {
  onCreate(async (spec) => ({ ...spec, ...(await dspex.openSession(spec)) }));
  const ordinal = ordinalOf('session', sequence);
  const name = params.name ?? `built-${ordinal}`;
  return {
    id: params.id ?? idOf(name),
    name,
    userId: params.userId ?? inNamespace(`user-${ordinal}`),
    startedAt: params.startedAt ?? new Date(),
  };
}) as SessionFactory;

function idOf(name: string): string {
  return isInEnvironment() ? sessionIdOf(currentContext(), name) : `session_${name}`;
}

function inNamespace(id: string): string {
  return isInEnvironment() ? `${currentContext().namespace}_${id}` : id;
}

/** @example const session = await dspex.openSession(buildSession({ userId: 'ada' })); */
export const buildSession = (given?: Partial<SessionSpec>): SessionSpec => sessionFactory.build(given);
/** So many, with names of their own unless one is given. */
export const buildSessionList = (count: number, given?: Partial<SessionSpec>): SessionSpec[] => sessionFactory.buildList(count, given);
