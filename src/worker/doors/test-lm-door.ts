import { callOfPython } from '../../lm/wires/openai/python-call';
import { TestLmQuestion, TestLmRejection } from '../../shared/boundaries/test-lm';
import { DspexError, isDspexError } from '../../shared/errors';
import { PYTHON_PACKAGE_FOLDER } from '../../shared/own-folders';
import type { GatewayUser } from '../context/gateway-user';

/** Where `dspex_bridge.test_lm`, in a Python process of the test's own, finds its test. */
const TEST_LM_VARIABLE = 'DSPEX_TEST_LM';

/** `dspex_bridge` needs the standard library and DSPy alone: its folder on the path is all that is to be installed. */
export function testLmVariables(url: string): Record<string, string> {
  return { [TEST_LM_VARIABLE]: url, PYTHONPATH: PYTHON_PACKAGE_FOLDER };
}

/** Answers DSPy's LM calls as a child's are answered, fields and all; undefined for what is asked of another door. */
export async function answerTestLm(path: string, body: string, user: GatewayUser, signal: AbortSignal): Promise<object | undefined> {
  if (path === '/dspex/rejected') {
    user.onUnanswerable(DspexError.fromWire(TestLmRejection.parse(JSON.parse(body)).error));
    return {};
  }
  if (path !== '/dspex/answer') return undefined;
  try {
    return { callId: '', reply: await user.answer(callOfPython(TestLmQuestion.parse(JSON.parse(body)).call), { signal }) };
  } catch (error) {
    if (isDspexError(error)) return { error: error.toWire() };
    throw error;
  }
}
