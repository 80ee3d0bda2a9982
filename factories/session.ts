import { Factory } from 'fishery';
import { dspex, type Session } from '../src/sandbox';
import { ordinalOf } from './ordinal';

/** A session to be opened. */
export interface SessionSpec {
  /** Becomes part of its id. Default: `built-1`, `built-2`, … in each test. */
  readonly name: string;
}

/** Sessions for `dspex.openSession`; `.create()` opens one live, closed when the test ends. */
export const sessionFactory = Factory.define<SessionSpec, never, Session>(({ sequence, params, onCreate }) => {
  onCreate(({ name }) => dspex.openSession(name));
  return { name: params.name ?? `built-${ordinalOf('session', sequence)}` };
});

/** @example const session = await dspex.openSession(buildSession().name); */
export const buildSession = (given?: Partial<SessionSpec>): SessionSpec => sessionFactory.build(given);
/** So many, with names of their own unless one is given. */
export const buildSessionList = (count: number, given?: Partial<SessionSpec>): SessionSpec[] => sessionFactory.buildList(count, given);
