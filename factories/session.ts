import { Factory } from 'fishery';
import { dspex, type Session } from '../src/sandbox';
import { ordinalOf } from './ordinal';

export interface SessionSpec {
  readonly name: string;
}

/** Sessions for `dspex.openSession`; `.create()` opens one live, closed when the test ends. */
export const sessionFactory = Factory.define<SessionSpec, never, Session>(({ sequence, params, onCreate }) => {
  onCreate(({ name }) => dspex.openSession(name));
  return { name: params.name ?? `built-${ordinalOf('session', sequence)}` };
});

export const buildSession = (given?: Partial<SessionSpec>): SessionSpec => sessionFactory.build(given);
export const buildSessionList = (count: number, given?: Partial<SessionSpec>): SessionSpec[] => sessionFactory.buildList(count, given);
