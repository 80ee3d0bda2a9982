import { delimiter } from 'node:path';
import { currentContext } from '../facade/current-context';
import { remadeLater } from '../facade/own-realm';
import type { BridgeView } from './adapter-view';

/** What a Python process of the test's own is started with. */
export interface TestLmAddress {
  readonly url: string;
  /** Variables for the process: where its test is, and where Python finds `dspex_bridge`. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Lets the running test answer the LM of a Python process that you start yourself. That process calls `init_test_lm()`; from then on
 * rules over signature fields hold in it, its calls are in `dspex.lm.calls`, and a miss fails the test. Given a bridge of the test's,
 * it also puts the default LM back there.
 *
 * @example
 * const { env } = await initTestLm();
 * spawn('python', ['worker.py'], { env: { ...process.env, ...env } });
 * // worker.py: from dspex_bridge.test_lm import init_test_lm; init_test_lm()
 */
export async function initTestLm(bridge?: Pick<BridgeView, 'initTestLm'>): Promise<TestLmAddress> {
  await bridge?.initTestLm();
  const { url, env } = JSON.parse(await remadeLater(() => currentContext().lm.testLm())) as TestLmAddress;
  const path = [env.PYTHONPATH, process.env.PYTHONPATH].filter(Boolean).join(delimiter);
  return { url, env: { ...env, PYTHONPATH: path } };
}
