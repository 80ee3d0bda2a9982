import type { ContextFacade } from '../../shared/boundaries/facade';
import { asyncDispose } from '../facade/async-dispose';
import { type GetContext, request } from '../facade/current-context';
import { type Programs, programsIn } from './programs';

/**
 * A namespace of programs that no other test can see, with DSPy settings of its own.
 *
 * @example
 * await using session = await dspex.openSession();
 * const program = await session.createProgram({ signature: 'question -> answer' });
 */
export interface Session extends Programs, AsyncDisposable {
  /** Unique in the process that it lives in. */
  readonly id: string;
  /** Forgets its programs and settings. */
  reset(): Promise<void>;
  /** Forgets the session itself; what is asked of it later throws SESSION_NOT_FOUND. A second call does nothing. */
  close(): Promise<void>;
}

/** Which session is opened. */
export interface SessionOptions {
  /** Becomes part of its id. Default: a number. */
  readonly name?: string | undefined;
  /** Its whole id. Default: made of the test's namespace and the name. Throws SESSION_EXISTS for one that is open. */
  readonly id?: string | undefined;
}

/** The id of a session of this name. */
export function sessionIdOf({ sessionId, kind, namespace }: ContextFacade, name: string | number): string {
  return `${sessionId}_${kind === 'test' ? namespace : 'file'}_${name}`;
}

/** Opens a further session beside the test's own; closed for you when the test ends. */
export async function openSession(getContext: GetContext, { name, id: given }: SessionOptions = {}): Promise<Session> {
  const context = getContext();
  const own: GetContext = () => context;
  const id = given ?? sessionIdOf(context, name ?? context.nextOrdinal('session'));
  await request(own, 'open_session', { session: id });
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (!isOpen) return;
    isOpen = false;
    await request(own, 'close_session', { session: id });
  };
  context.onCleanup(close);
  return {
    id,
    ...programsIn(own, () => id),
    async reset() {
      await request(own, 'reset_session', { session: id });
    },
    close,
    [asyncDispose]: close,
  };
}
