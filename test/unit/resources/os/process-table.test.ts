import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { commandOf } from '../../../../src/resources/os/process-table';

const WIPES_ITS_COMMAND_LINE = `
import ctypes, sys
start, end = (int(field) for field in open('/proc/self/stat').read().rpartition(')')[2].split()[45:47])
ctypes.memset(start, 0, end - start)
print('wiped', flush=True)
sys.stdin.readline()
`;

// Fails when a message calls a process that starts or ends by its number alone.
test('a process without a command line is called by its name', async () => {
  const process = spawn('python3', ['-c', WIPES_ITS_COMMAND_LINE]);
  await once(process.stdout, 'data');

  expect(commandOf(process.pid ?? 0, (text) => text)).toMatch(/^python/);

  process.stdin.end();
  await once(process, 'exit');
  expect(commandOf(process.pid ?? 0, (text) => text)).toBe(`pid ${process.pid}`);
});
