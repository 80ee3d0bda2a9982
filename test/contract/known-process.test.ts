import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { isRunning, knownProcess, processGone } from '../../src/resources/os/known-process';
import { processTable } from '../../src/resources/os/process-table';
import { PYTHON } from './python-server';

/** Its main thread ends, for the kernel a zombie; another goes on, and listens until its input ends. */
const WITHOUT_MAIN = `
import ctypes, os, socket, sys, threading
listening = socket.create_server(("127.0.0.1", 0))
def go_on():
    while ") Z " not in open(f"/proc/{os.getpid()}/stat").read():
        pass
    print(listening.getsockname()[1], flush=True)
    sys.stdin.read()
    os._exit(0)
threading.Thread(target=go_on).start()
ctypes.CDLL(None).pthread_exit(None)
`;

// Fails when a process counts as ended while one of its threads still holds what it had: a port that is looked at now is taken for a leak.
test('a process runs until its last thread has ended', async () => {
  const child = spawn(PYTHON, ['-c', WITHOUT_MAIN], { stdio: ['pipe', 'pipe', 'inherit'] });
  const known = knownProcess(child.pid as number);
  const [port] = await once(child.stdout, 'data');
  expect([isRunning(known), processTable().some(({ pid }) => pid === child.pid)]).toEqual([true, true]);
  const socket = connect(Number(port), '127.0.0.1');
  await once(socket, 'connect');
  socket.destroy();
  child.stdin.end();
  await processGone(known);
  expect([isRunning(known), processTable().some(({ pid }) => pid === child.pid)]).toEqual([false, false]);
});
