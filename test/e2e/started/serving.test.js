const { once } = require('node:events');
const { Worker } = require('node:worker_threads');
const { dspex } = require('@dspex/jest-preset');
const { countingHost } = require('./counting-host');

const host = countingHost();
const code = `const { ask } = require(require('node:worker_threads').workerData);
  require('node:worker_threads').parentPort.on('message', async (origin) => require('node:worker_threads').parentPort.postMessage(await ask(origin, 'fetch')));`;
let thread;
afterAll(() => thread.terminate());

async function ask() {
  thread ??= new Worker(code, { eval: true, workerData: require.resolve('./asking') });
  thread.postMessage(host.origin);
  return (await once(thread, 'message'))[0];
}

// As a pool that is filled when it is first asked.
test.each(['one', 'two'])('a thread that the first test has started answers by the rules of the test that runs: %s', async (name) => {
  dspex.lm.whenPrompt('go').reply(name);
  expect(await ask()).toBe(name);
  expect([dspex.lm.calls.length, host.reached]).toEqual([1, 0]);
});
