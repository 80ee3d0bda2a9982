import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPython } from '../../src/bridge/server/find-python';
import { ForkServer } from '../../src/bridge/server/fork-server';
import { isPidAlive } from '../../src/resources/os/known-process';
import { until } from '../until';
import { PYTHON } from './python-server';

/** Hooks of site-packages run before the package's own code, and print what they like. */
const HOOKS = `import atexit, sys
print('a hook says hello')
print('{"event": "ready", "pid": 1, "serverPid": 1}')
sys.stdout.write('a text without an end')
sys.stdout.flush()
atexit.register(print, 'a hook says good-bye')
`;

let folder: string;
let server: ForkServer | undefined;
beforeEach(() => {
  folder = mkdtempSync('/tmp/dxc-');
  writeFileSync(join(folder, 'sitecustomize.py'), HOOKS);
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const env = (): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  HOME: process.env.HOME ?? '',
  DSPY_CACHEDIR: join(folder, 'cache'),
  PYTHONPATH: folder,
});
const start = (executable = PYTHON): ForkServer => {
  const options = { executable, startMethod: 'fork', spares: 0, ownNetwork: false, alsoRemove: [], runMark: null } as const;
  server = new ForkServer({ ...options, folder: join(folder, 'py'), env: env() });
  return server;
};

// Fails when a line of standard output is taken for a message to Node because it came first, last, or looks like one.
test('a Python whose site-packages print at start and at exit is found, and serves', async () => {
  const search = { rootDir: folder, configured: PYTHON, env: { ...env() } };
  await expect(findPython(search)).resolves.toMatchObject({ executable: PYTHON, dspy: '3.4.1' });

  const { serverPid } = await start().info;
  expect(isPidAlive(serverPid)).toBe(true);
  expect(serverPid).not.toBe(1);
});

// Fails when only standard error is kept.
test('what a Python prints before it ends at once is told', async () => {
  writeFileSync(join(folder, 'sitecustomize.py'), "import os\nprint('no licence today', flush=True)\nos._exit(3)\n");
  const failure = await start().info.catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'PYTHON_START_FAILED', parts: { why: 'no licence today' } });
});

// Fails when closing waits for a reaper that nobody lets run.
test('a server closes though its reaper is stopped, and nothing of it is left', async () => {
  const { reaperPid, serverPid } = await start().info;
  process.kill(reaperPid, 'SIGSTOP');
  await server?.close();
  await until('reaper and server are gone', () => !isPidAlive(reaperPid) && !isPidAlive(serverPid));
});

// Fails when a server that is closed takes its owner for dead: it would finish the run beside it, and keep it waiting.
test('a server that is closed finishes no run', async () => {
  const finished = join(folder, 'finished');
  const options = { executable: PYTHON, startMethod: 'fork', spares: 0, ownNetwork: false, alsoRemove: [], runMark: null } as const;
  const finish = { command: ['/bin/sh', '-c', `echo yes > ${finished}`], env: {} };
  server = new ForkServer({ ...options, folder: join(folder, 'py'), env: env(), finish });
  const { reaperPid } = await server.info;
  await server.close();
  expect(isPidAlive(reaperPid)).toBe(false);
  expect(existsSync(finished)).toBe(false);
});
