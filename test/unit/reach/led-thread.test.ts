import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { PRELOAD } from '../../../src/reach/led';
import { startLedThread } from '../../../src/reach/led-thread';

const before = process.execArgv;
afterEach(() => {
  process.execArgv = before;
});

/** Starts a thread without the preload, which would lead it, and gives the flags that it was started with. */
async function flagsOfThread(): Promise<string[]> {
  const begun = startLedThread(['', {}], { gateway: null } as never, ([, options]) => {
    const flags = options?.execArgv?.filter((flag) => !['--require', PRELOAD].includes(flag)) ?? [];
    return { flags, thread: new Worker('', { eval: true, execArgv: flags }) };
  });
  await once(begun.thread, 'exit');
  return begun.flags;
}

// Fails when a test that starts a thread gets Node's refusal of flags that it has not given: those that Jest itself was started with.
test('a thread takes the flags of its parent, without those that are of the process as a whole', async () => {
  process.execArgv = ['--no-warnings', '--expose-gc', '--trace-uncaught', '--max-semi-space-size=16'];
  expect(await flagsOfThread()).toEqual(['--no-warnings', '--trace-uncaught']);
});

test('what else keeps a thread from starting is told as it is', () => {
  const refuse = (): never => {
    throw new TypeError('no such file');
  };
  expect(() => startLedThread(['', {}], {} as never, refuse)).toThrow('no such file');
});
