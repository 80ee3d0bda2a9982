import { runOnce } from './run-jest';

// Fails when a mode asked for by name is not what the test gets, when a contradiction passes or takes neighbours with it, or when two
// sessions of a pool share a process.
test('a test asks for its bridge by name, and a pool spreads its sessions', async () => {
  const run = await runOnce(
    {
      'where.py': 'import os, dspy\nclass Where(dspy.Module):\n    def forward(self):\n        return {"pid": os.getpid()}\n',
      'a.test.js': `/** @jest-environment @dspex/jest-preset/integration */
        const { isolatedTest } = require('@dspex/jest-preset');
        const pids = {};
        for (const bridgeMode of ['mock', 'isolated', 'shared']) {
          isolatedTest(bridgeMode, { bridgeMode }, async ({ bridge, adapter }) => {
            expect(bridge.mode).toBe(bridgeMode);
            expect(adapter.name).toBe(bridgeMode === 'mock' ? 'mock' : 'bridge_mock');
            pids[bridgeMode] = (await bridge.ping()).pid;
          });
        }
        isolatedTest('shared again', { bridgeMode: 'shared' }, async ({ bridge }) => {
          expect((await bridge.ping()).pid).toBe(pids.shared);
          expect(pids.mock).toBe(process.pid);
          expect(pids.isolated).not.toBe(pids.shared);
        });
        isolatedTest('contradicts itself', { bridgeMode: 'isolated', level: 'session' }, () => {});`,
      'pool.test.js': `/** @jest-environment @dspex/jest-preset/e2e
          * @dspex {"lmModes":{"e2e":"mock"}} */
        const { dspex } = require('@dspex/jest-preset');
        test('spreads', async () => {
          expect(dspex.adapter.name).toBe('python_pool');
          const pidIn = async (place) => (await (await place.loadModule('where:Where')).execute({})).outputs.pid;
          const own = await pidIn(dspex);
          expect(await pidIn(await dspex.openSession())).not.toBe(own);
        });`,
    },
    { env: { TEST_MODE: 'e2e' } },
  );
  const { 'contradicts itself': refused, ...rest } = Object.fromEntries(run.tests.map((test) => [test.fullName, test]));
  expect(Object.entries(rest).map(([name, test]) => `${name}: ${test.status}${test.failureMessages.join()}`)).toEqual([
    'mock: passed',
    'isolated: passed',
    'shared: passed',
    'shared again: passed',
    'spreads: passed',
  ]);
  expect(refused?.failureMessages.join()).toMatch(/isolated[\s\S]*session[\s\S]*\[OPTION_INVALID\]/);
});
