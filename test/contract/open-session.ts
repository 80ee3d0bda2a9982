import type { Bridge } from '../../src/bridge/child/bridge';
import type { ChildUser } from '../../src/bridge/child/child-user';
import { type TestLm, testLm } from './lm';
import type { PythonServer } from './python-server';

/** A session in a process of its own, whose LM calls the rules of `lm` answer. A reply that Python refuses is a problem of its journal. */
export interface OpenSession {
  readonly lm: TestLm;
  readonly asker: { readonly user: ChildUser };
  readonly bridge: Bridge;
}

export async function openSession(python: PythonServer): Promise<OpenSession> {
  const lm = testLm();
  const asker = { user: { ...lm.user, rejected: (_: string, error: unknown) => lm.journal.addProblem(error as never) } };
  const bridge = await python.open(asker.user);
  await bridge.request('open_session', { session: 's' }, asker);
  return { lm, asker, bridge };
}

/** Loads one of the tests' modules, and runs it: its outputs. */
export async function runModule(
  { bridge, asker }: Pick<OpenSession, 'bridge' | 'asker'>,
  path: string,
  inputs: Record<string, unknown>,
  kwargs: Record<string, unknown> = {},
): Promise<Record<string, unknown>> {
  await bridge.request('load_module', { session: 's', id: path, path: `modules.${path}`, args: [], kwargs, tools: null }, asker);
  return (await bridge.execute({ session: 's', id: path, inputs }, asker)).outputs;
}
