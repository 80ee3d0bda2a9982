import { existsSync, mkdtempSync, rmdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CleanupStack } from '../../../../src/resources/scope/cleanup-stack';
import { ResourceScope } from '../../../../src/resources/scope/resource-scope';
import type { CleanupPolicy } from '../../../../src/shared/options/policies';
import { until } from '../../../until';
import { TestWorker } from '../ownership/test-worker';

let worker: TestWorker;
let cleanups: CleanupStack;
const servers: Server[] = [];
beforeEach(() => {
  worker = new TestWorker();
  cleanups = new CleanupStack();
});
afterEach(async () => {
  for (const server of servers.splice(0)) server.close();
  await worker.close();
});

function scopeOf(policy: CleanupPolicy): ResourceScope {
  return new ResourceScope({
    name: 'a test',
    policy,
    processes: worker.processes,
    tempRoot: () => worker.runId,
    onEnd: (cleanup) => cleanups.add(cleanup),
    redact: (text) => text,
    isOver: () => cleanups.isOver,
  });
}

async function listenOn(port: number): Promise<void> {
  const server = createServer();
  servers.push(server);
  await new Promise<void>((listens) => server.listen(port, '127.0.0.1', listens));
}

// Fails when a test is charged with a port that it gave back, or no more with one that it did not.
test('looks at a port until it is released', async () => {
  const scope = scopeOf('aggressive');
  const [released, kept] = [await scope.port('a.test.js:1'), await scope.port('a.test.js:2')];
  const tracked = scope.trackPort(released.value, 'a.test.js:3');
  await Promise.all([released.release(), tracked.release()]);
  await Promise.all([listenOn(released.value), listenOn(kept.value)]);
  await cleanups.close();
  expect(await scope.stillThere()).toEqual([{ kind: 'port', what: String(kept.value), openedAt: 'a.test.js:2' }]);
});

// Fails when what the policy `off` leaves running is told twice, or its daemons by nobody.
test('tells each process that it leaves running', async () => {
  const scope = scopeOf('off');
  const script = 'env -i setsid -f sleep 120 >/dev/null 2>&1; echo up; exec sleep 121';
  const { value } = await scope.spawn(
    { command: 'sh', args: ['-c', script], cwd: '/', env: { PATH: process.env.PATH ?? '' } },
    'a.test.js:1',
  );
  await value.waitForLine((line) => line === 'up', 'up', 60_000);
  await cleanups.close();
  const still = await scope.stillThere();
  expect(still.map(({ kind, what }) => `${kind} ${what.replace(/\d{3,}\)/, 'N)')}`)).toEqual([
    expect.stringContaining('process "sh -c'),
    // A daemon is there before it is the program that it will run, and has no more than a name in between.
    expect.stringMatching(/^process "((setsid -f )?sleep 120|setsid|sleep)" \(pid N\)$/),
  ]);
});

// Fails when what is asked for too late stays, or is given to somebody who cannot give it back.
test('what is asked for when all is over is refused by its name, and given back at once', async () => {
  const scope = scopeOf('aggressive');
  await cleanups.close();
  const file = join(mkdtempSync(join(tmpdir(), 'scope-')), 'late');
  writeFileSync(file, '');
  const error = expect.objectContaining({ code: 'SCOPE_OVER', message: expect.stringContaining('"a test"') });
  expect(() => scope.trackFile(file, 'a.test.js:1')).toThrow(error);
  await until('the file to be gone', () => !existsSync(file));
  rmdirSync(dirname(file));
});
