import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { isRunning, knownProcess } from '../../../../src/resources/os/known-process';
import { processTable } from '../../../../src/resources/os/process-table';
import { endLeftoversOf } from '../../../../src/resources/ownership/end-worker';
import { thisProcess } from '../../../../src/resources/ownership/process-identity';
import { pythonIn } from '../../../../src/resources/ownership/run-processes';
import { rosterPath } from '../../../../src/resources/ownership/runs';
import { TestWorker } from './test-worker';

const DEAD_PID = 2 ** 22 + 1;
let living: TestWorker;
const children: ChildProcess[] = [];
beforeEach(() => {
  living = new TestWorker();
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await living.close();
});

function startMarked(): ChildProcess {
  const child = living.processes.marking(() => spawn('sleep', ['120'], { stdio: 'ignore' }));
  children.push(child);
  return child;
}

// Fails when whoever sweeps up after a dead worker ends what has its mark, though a living worker has that mark now.
test('ends nothing that carries a mark which a living worker has taken over', async () => {
  const child = startMarked();
  const roster = rosterPath(living.runId, DEAD_PID);
  mkdirSync(dirname(roster), { recursive: true });
  const lines = [{ owner: { ...thisProcess(), pid: DEAD_PID, start: 1 } }, { mark: living.processes.mark }];
  appendFileSync(roster, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  await endLeftoversOf(living.runId, DEAD_PID);
  expect([living.processes.mark, isRunning(knownProcess(child.pid as number))]).toEqual([expect.any(Number), true]);
});

// Fails when somebody who has only gone into the folder of a dead run is taken for its Python.
test('takes nobody for the Python of a run because of where he is', async () => {
  const folder = dirname(rosterPath(living.runId, 1));
  const stranger = spawn('sh', ['-c', 'echo up; exec sleep 120'], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(stranger);
  await once(stranger.stdout, 'data');
  expect(pythonIn(living.runId, dirname(folder), processTable())).toEqual([]);
});
