import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ForkServer } from '../../src/bridge/server/fork-server';
import { PYTHON } from './python-server';

const isForbidden = spawnSync('unshare', ['-rn', 'true']).status !== 0;
const whereAllowed = isForbidden ? test.skip : test;

// Fails when a kernel that forbids network namespaces leaves Python free, or lets it fail without a word. Where namespaces are to be
// had, a user namespace that may hold no other forbids them.
whereAllowed(
  `a machine that allows no network namespace says so${isForbidden ? ' (skipped: this one allows none to begin with)' : ''}`,
  async () => {
    const folder = mkdtempSync('/tmp/dxc-');
    const executable = join(folder, 'python');
    const forbid = 'echo 0 > /proc/sys/user/max_net_namespaces';
    writeFileSync(executable, `#!/bin/sh\nexec unshare -r sh -c '${forbid}; exec "$0" "$@"' ${PYTHON} "$@"\n`, { mode: 0o755 });
    const env = { PATH: process.env.PATH ?? '' };
    const server = new ForkServer({
      executable,
      startMethod: 'fork',
      spares: 0,
      ownNetwork: true,
      runMark: null,
      folder: join(folder, 'py'),
      alsoRemove: [],
      env,
    });
    await expect(server.info).rejects.toMatchObject({
      code: 'NETWORK_NAMESPACE_REFUSED',
      message: expect.stringMatching(/forbids it[\s\S]*unshare -rn true[\s\S]*network: 'guard'/),
    });
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  },
);
