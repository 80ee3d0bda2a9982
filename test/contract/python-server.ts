import { mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ProcessSource } from '../../src/adapters/process-source';
import { Bridge } from '../../src/bridge/child/bridge';
import type { BridgeOptions, CopyOptions } from '../../src/bridge/child/bridge-options';
import type { ChildUser } from '../../src/bridge/child/child-user';
import { ForkServer, type ForkServerInfo } from '../../src/bridge/server/fork-server';
import { DspexError } from '../../src/shared/errors';

const REPOSITORY = resolve(__dirname, '../..');
export const PYTHON = process.env.DSPEX_TEST_PYTHON ?? join(REPOSITORY, '.venv', 'bin', 'python');

export interface PythonServer {
  readonly server: ForkServer;
  readonly info: ForkServerInfo;
  /** The server's own, with its sockets in it. */
  readonly folder: string;
  open(user: ChildUser, overrides?: Partial<BridgeOptions>): Promise<Bridge>;
  copyOptions(user: ChildUser): CopyOptions;
  /** Its children for an adapter, each fresh. */
  processes(user: ChildUser): ProcessSource;
  close(): Promise<void>;
}

/** A real fork server on real DSPy, of the test file's own. */
export async function startPython(
  startMethod: 'fork' | 'spawn' = 'fork',
  pythonPath = __dirname,
  ownNetwork = false,
  spares = 1,
): Promise<PythonServer> {
  const folder = mkdtempSync('/tmp/dxc-');
  const env = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', DSPY_CACHEDIR: join(folder, 'cache') };
  const server = new ForkServer({
    executable: PYTHON,
    startMethod,
    spares,
    ownNetwork,
    folder: join(folder, 'py'),
    alsoRemove: [],
    runMark: null,
    env,
  });
  const info = await server.info;
  const copyOptions = (user: ChildUser): CopyOptions => ({
    world: { cwd: folder, env: { ...env, TMPDIR: folder }, path: [pythonPath], seed: 7, network: 'guard', allowHosts: [], lmHosts: [] },
    defaultModel: 'gpt-4o-mini',
    dspyCache: 'off',
    realBackoff: false,
    helloLimitMs: 30_000,
    user,
  });
  const python: PythonServer = {
    server,
    info,
    folder: join(folder, 'py'),
    copyOptions,
    processes: (user) => ({
      open: () => python.open(user),
      env: async () => copyOptions(user).world.env,
      giveBack: (bridge) => bridge.close(),
      stopWaiting: () => undefined,
    }),
    open: (user, overrides) =>
      Bridge.open({
        ...copyOptions(user),
        socketPath: info.socketPath,
        explainEnd: async (pid, stderr) => {
          const exit = pid === undefined ? null : await server.childExit(pid, 500);
          return new DspexError({
            code: 'CHILD_CRASHED',
            what: `child ${pid} ended`,
            why: JSON.stringify(exit),
            next: 'run again',
            detail: stderr,
          });
        },
        ...overrides,
      }),
    async close() {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return python;
}
