import { knownProcess, processGone } from '../../src/resources/os/known-process';
import { OpenBridges } from '../../src/worker/python/open-bridges';
import { testLm } from './lm';
import { startPython } from './python-server';

// Fails when a connection that nobody closed outlives its file, or one that was closed, or whose process ended, is told.
test('a connection that is open at the end of its file is told, and ended with its process', async () => {
  const python = await startPython();
  try {
    const open = () => python.open(testLm().user);
    const [left, closed, crashed] = await Promise.all([open(), open(), open()]);
    const bridges = new OpenBridges();
    for (const bridge of [left, closed, crashed]) bridges.note(bridge);
    await closed.close();
    process.kill(crashed.hello.pid, 'SIGKILL');
    await crashed.closed;
    const known = knownProcess(left.hello.pid);
    expect(bridges.takeLeft()).toEqual([{ kind: 'bridge socket', what: `to the Python process ${known.pid}`, openedAt: '' }]);
    await left.closed;
    await processGone(known);
    expect(bridges.takeLeft()).toEqual([]);
  } finally {
    await python.close();
  }
});

// Fails when a connection that was cut, as after an execute that was given up, is told of until the event loop turns: at the end of a file
// it hardly does.
test('a connection that was ended a moment ago is not told', async () => {
  const python = await startPython();
  try {
    const bridge = await python.open(testLm().user);
    const bridges = new OpenBridges();
    bridges.note(bridge);
    bridge.kill('it was given up');
    expect(bridges.takeLeft()).toEqual([]);
  } finally {
    await python.close();
  }
});
