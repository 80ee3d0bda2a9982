import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ForkServer } from '../../src/bridge/server/fork-server';
import { ForkServers } from '../../src/bridge/server/fork-servers';
import { processGone } from '../../src/resources/os/known-process';
import { endLeftoversOf } from '../../src/resources/ownership/end-worker';
import { readRoster } from '../../src/resources/ownership/read-roster';
import { forgetRun, rosterPath } from '../../src/resources/ownership/runs';
import type { ForkServerRequest } from '../../src/shared/boundaries/host';
import { until } from '../until';
import { PYTHON } from './python-server';

let folder: string;
let servers: ForkServers;
beforeEach(() => {
  folder = mkdtempSync('/tmp/dspex-1-0000000f');
  servers = new ForkServers(folder);
  // What every interpreter runs first: one line for each that is started. A fork starts none.
  writeFileSync(join(folder, 'sitecustomize.py'), `open(${JSON.stringify(join(folder, 'starts'))}, 'a').write('start\\n')\n`);
});
afterEach(async () => {
  await servers.close();
  rmSync(folder, { recursive: true, force: true });
});

const starts = (): number => readFileSync(join(folder, 'starts'), 'utf8').split('\n').length - 1;
const request = (configured: string): ForkServerRequest => ({
  rootDir: folder,
  configured,
  startEnv: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', PYTHONPATH: folder },
  searchEnv: { PATH: process.env.PATH ?? '', PYTHONPATH: folder },
  startMethod: 'fork',
  spares: 0,
  ownNetwork: false,
});
const script = (text: string): string => {
  const path = join(folder, 'python');
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
};

// Fails when an interpreter is asked what it is before it is started.
test('an interpreter is started once, and asked nothing before', async () => {
  await servers.obtain(request(PYTHON));
  await servers.obtain(request(PYTHON));
  expect(starts()).toBe(1);
});

// Fails when what starts the fork server is the shim: it would choose by another folder than the project's.
test('a script is asked which interpreter it stands for, in the project, and that is started', async () => {
  await servers.obtain(request(script(`[ -f sitecustomize.py ] && exec ${PYTHON} "$@"`)));
  expect(starts()).toBe(2);
});

// Fails when what a start says is told where the interpreter itself would say it better.
test('a program that is no interpreter is told as such, though it was started unasked', async () => {
  const failure = await servers.obtain(request('/bin/true')).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'PYTHON_NOT_FOUND', parts: { what: expect.stringContaining('"/bin/true"') } });
  expect(existsSync(join(folder, 'starts'))).toBe(false);
});

// Fails when a Python that says a line for each of ten thousand warnings is told whole, or by its first words.
test('of what a start said, its last twenty lines are told', async () => {
  const executable = script('i=0; while [ $i -lt 30 ]; do i=$((i+1)); echo "line $i" >&2; done; exit 3');
  const server = new ForkServer({
    ...{ folder: join(folder, 'server'), executable, env: { PATH: process.env.PATH ?? '' } },
    ...{ startMethod: 'fork', spares: 0, ownNetwork: false, alsoRemove: [], finish: { command: [], env: {} }, runMark: 1 },
  });
  const failure = await server.info.catch((error: unknown) => error);
  const lines = Array.from({ length: 20 }, (_, at) => `line ${at + 11}`);
  expect(failure).toMatchObject({ code: 'PYTHON_START_FAILED', parts: { why: 'line 30', detail: lines.join('\n') } });
  await server.close();
});

// Fails when an interpreter that is asked what it is, and is stopped meanwhile, is on nobody's list: who asked may be killed.
test('an interpreter that is stopped while it is asked is ended by whoever survives the one who asked', async () => {
  const [runId, me] = [basename(folder), process.pid];
  const asked = servers.obtain(request(script('kill -STOP $$'))).catch((error: unknown) => error);
  const stopped = () => readRoster(rosterPath(runId, me))?.started[0];
  await until('it to be written down', () => stopped() !== undefined);
  const process_ = stopped();
  await endLeftoversOf(runId, me);
  await processGone(process_ as NonNullable<typeof process_>);
  expect(await asked).toMatchObject({ code: 'PYTHON_NOT_FOUND' });
  forgetRun(runId);
});
