import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { endProcesses, killTreeWithoutProc } from '../../../../src/resources/os/end-processes';
import { isStopped } from '../../../../src/resources/os/process-table';

// Between fork and its first line a program has no command line: this one takes its own away, until it is asked to end.
const STARTS = `
from multiprocessing.resource_tracker import main
import ctypes, os, signal, sys, time
start, end = (int(field) for field in open('/proc/self/stat').read().rpartition(')')[2].split()[45:47])
kept = ctypes.string_at(start, end - start)
def has_started(*_):
    ctypes.memmove(start, kept, end - start)
    os.write(1, b'freed\\n')
    sys.exit(0)
signal.signal(signal.SIGTERM, lambda *_: (time.sleep(0.02), has_started()))
ctypes.memset(start, 0, end - start)
os.write(1, b'starts\\n')
while True:
    signal.pause()
`;

// Fails when a resource tracker of Python is killed before it can be told from other processes: what it frees stays for ever.
test('a resource tracker that only starts ends by itself, and frees what it knows of', async () => {
  const tracker = spawn('python3', ['-c', STARTS], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said = text(tracker.stdout);
  await once(tracker.stdout, 'data');
  const ended = once(tracker, 'exit');

  await endProcesses((table) => table.filter(({ pid }) => pid === tracker.pid), 0);

  expect(await ended).toEqual([0, null]);
  expect(await said).toBe('starts\nfreed\n');
});

// Fails when a stopped process is waited for: it cannot do what it is asked, and what is to be gone soon stays for all of its time.
test('a process that is stopped is given no time to end by itself', async () => {
  const stopped = spawn('sleep', ['60'], { stdio: 'ignore' });
  const ended = once(stopped, 'exit');
  stopped.kill('SIGSTOP');
  // Of two signals that it has not come to yet, a process takes the one of the lower number first: SIGTERM.
  while (!isStopped(Number(stopped.pid))) await setImmediate();

  await endProcesses((table) => table.filter(({ pid }) => pid === stopped.pid), 600_000);

  expect(await ended).toEqual([null, 'SIGKILL']);
});

const TIDIES = 'trap "(sleep 0.1; echo tidied) & exit" TERM; echo ready; while :; do sleep 0.01; done';

// Fails when only those are given time that were there at first: what a shell starts to tidy up is killed in the middle of it.
test('what a process starts when it is asked to end is given the rest of the time', async () => {
  const shell = spawn('sh', ['-c', TIDIES], { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  const said = text(shell.stdout);
  await once(shell.stdout, 'data');

  await endProcesses((table) => table.filter(({ group }) => group === shell.pid), 600_000);

  expect(await said).toBe('ready\ntidied\n');
});

// Fails when a process that a test started on macOS lives on, or what is below it.
test('without /proc, too, a process is killed with what is below it', async () => {
  const shell = spawn('sh', ['-c', 'sleep 60 & echo ready; while :; do wait; done'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(shell, 'exit');
  // The stream ends when nobody holds it: the sleeper has it, too.
  const said = text(shell.stdout);
  await once(shell.stdout, 'data');

  await killTreeWithoutProc(Number(shell.pid));

  expect(await ended).toEqual([null, 'SIGKILL']);
  expect(await said).toBe('ready\n');
});
