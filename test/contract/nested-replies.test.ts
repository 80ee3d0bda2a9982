import type { Bridge } from '../../src/bridge/child/bridge';
import { type TestLm, testLm } from './lm';
import { type PythonServer, startPython } from './python-server';

let python: PythonServer;
let bridge: Bridge;
let lm: TestLm;

beforeAll(async () => {
  python = await startPython();
});
afterAll(() => python.close());
beforeEach(async () => {
  lm = testLm();
  bridge = await python.open(lm.user);
});
afterEach(() => bridge.close());

// Fails when a value deep in a reply is told by the whole that it is in.
test.each([
  [{ id: 'A-1', items: [{ sku: 'pen', count: 'two' }] }, /field order\.items\.0\.count is 'two'/],
  [{ id: 'A-1', items: [{ sku: 'pen' }] }, /field order\.items\.0\.count is missing/],
])('of the reply %j the place that does not fit is told', async (order, message) => {
  const asker = { user: lm.user };
  lm.when({ mail: 'm' }).reply({ order });
  await bridge.request('open_session', { session: 's' }, asker);
  const loaded = { session: 's', id: 'o', path: 'modules.nested_outputs:Orders', args: [], kwargs: {}, tools: null };
  await bridge.request('load_module', loaded, asker);
  await expect(bridge.execute({ session: 's', id: 'o', inputs: { mail: 'm' } }, asker)).rejects.toMatchObject({
    code: 'RULE_REPLY_INVALID',
    message: expect.stringMatching(message),
  });
});
