import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { isRunning, type KnownProcess, knownProcess } from '../../../../src/resources/os/known-process';
import { processTable, ticksNow } from '../../../../src/resources/os/process-table';
import { ProcessOwner } from '../../../../src/resources/ownership/process-owner';
import { StartingOwner } from '../../../../src/resources/ownership/starting-owner';
import { leakCheckUser, scopeUser, survivorUser } from './process-users';
import { TestWorker } from './test-worker';

let worker: TestWorker;
const strangers: ChildProcess[] = [];
beforeEach(() => {
  worker = new TestWorker();
});
afterEach(async () => {
  for (const child of strangers.splice(0)) process.kill(-(child.pid as number), 'SIGKILL');
  await worker.close();
});

const USERS = { 'a resource scope': scopeUser, 'a leak check': leakCheckUser, 'whoever survives a worker': survivorUser };

/** Each says the pid of what is to be ended. */
const shell = (script: string): [string, string[]] => ['sh', ['-c', script]];
/** Its main thread ends, for the kernel a zombie; another goes on. */
const WITHOUT_MAIN = `
import ctypes, os, threading, time
def go_on():
    while ") Z " not in open(f"/proc/{os.getpid()}/stat").read():
        pass
    print(os.getpid(), flush=True)
    time.sleep(120)
threading.Thread(target=go_on).start()
ctypes.CDLL(None).pthread_exit(None)
`;
const KINDS: Record<string, [string, string[]]> = {
  'a child': shell('sleep 120 & echo $!; wait'),
  'a grandchild whose parent has ended': shell("sh -c 'sleep 120 & echo $!'; exec sleep 120"),
  'what another has started in its group, when it has ended itself': shell('sleep 120 & echo $!'),
  'a daemon in a session of its own, with nothing in its environment': shell("env -i setsid -f sh -c 'echo $$; exec sleep 120 >/dev/null'"),
  'a zombie of which a thread lives': ['python3', ['-c', WITHOUT_MAIN]],
};
const EACH = Object.entries(USERS).flatMap(([name, user]) =>
  Object.entries(KINDS).map(([kind, start]) => [name, kind, user, start] as const),
);

// Fails when one who ends processes has another idea of what belongs to him than the others: it is left running, or only the next run ends it.
test.each(EACH)('%s ends %s', async (_, __, userOf, [command, args]) => {
  const user = userOf(worker);
  const started = knownProcess(Number(await user.start(command, args)));
  expect(isRunning(started)).toBe(true);
  await user.end();
  expect(isRunning(started)).toBe(false);
});

async function stranger(): Promise<{ leader: KnownProcess; below: KnownProcess }> {
  const child = spawn('sh', ['-c', 'sleep 120 & echo $!; wait'], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  strangers.push(child);
  const [pid] = await once(child.stdout, 'data');
  return { leader: knownProcess(child.pid as number), below: knownProcess(Number(pid)) };
}

// Fails when a pid that the system has given to another process ends that one, what it starts, or its group.
test.each([[null], [7]])('a process of a reused pid belongs to a stranger: mark %j', async (mark) => {
  const { leader } = await stranger();
  const earlier = { pid: leader.pid, start: (leader.start as number) - 1 };
  expect(new ProcessOwner({ mark }, [earlier]).rowsOf(processTable())).toEqual([]);
  expect(new ProcessOwner({ mark: null }, [leader]).rowsOf(processTable())).toHaveLength(2);
});

// Fails when a group is told by its number alone, though its leader was never seen alive.
test('owns no group of a process that it never saw running', () => {
  const ended = { pid: spawnSync('true').pid, start: null };
  const table = [{ pid: 1_000_001, parent: 1, group: ended.pid, session: ended.pid, start: 5 }];
  expect(new ProcessOwner({ mark: null }, [ended]).rowsOf(table)).toEqual([]);
});

// Fails when what a parent has left is lost, though its owner saw it below that parent.
test('keeps what was below it when it looked', async () => {
  const { leader, below } = await stranger();
  const owner = new ProcessOwner({ mark: null }, [leader]);
  owner.look();
  const orphaned = processTable().map((row) => (row.pid === below.pid ? { ...row, parent: 1, group: 1, session: 1 } : row));
  const pids = owner.rowsOf(orphaned.filter(({ pid }) => pid !== leader.pid)).map(({ pid }) => pid);
  expect(pids).toEqual([below.pid]);
});

/** A daemon that `owner` starts, which nothing but its mark and its time tells from others'; and what that has started. */
function daemonOf(owner: StartingOwner): number[] {
  const script = 'sleep 120 >/dev/null 2>&1 & echo $$ $!; exec sleep 120 >/dev/null 2>&1';
  const { stdout } = owner.runToEnd(() => spawnSync('env', ['-i', 'setsid', '-f', 'sh', '-c', script]));
  return String(stdout).trim().split(' ').map(Number);
}

/** The kernel tells when a process started in hundredths of a second. */
function untilLater(): void {
  const now = ticksNow();
  while (ticksNow() < now + 3);
}

const pidsOf = (owner: StartingOwner): number[] =>
  owner
    .rowsOf(processTable())
    .map(({ pid }) => pid)
    .sort((a, b) => a - b);

// Fails when a test is charged with the daemon of another that runs beside it, with what that daemon starts, or with one that was there before.
test('tells the daemons of several owners apart by who started something last', () => {
  const owners = [1, 2, 3].map(() => new StartingOwner(worker.processes)) as [StartingOwner, StartingOwner, StartingOwner];
  const [file, attempt, beside] = owners;
  const daemons = [file, attempt, beside, attempt].map((owner) => {
    const pids = daemonOf(owner);
    untilLater();
    return pids;
  });
  const [ofFile, first, ofBeside, second] = daemons as [number[], number[], number[], number[]];
  expect(owners.map(pidsOf)).toEqual([ofFile, [...first, ...second].sort((a, b) => a - b), ofBeside]);
});

// Fails when of daemons that start in the same hundredth of a second one belongs to nobody, and is never ended.
test('leaves no daemon without an owner', () => {
  const owners = [1, 2, 3, 4].map(() => new StartingOwner(worker.processes));
  const daemons = owners.flatMap(daemonOf);
  expect(owners.flatMap(pidsOf).sort((a, b) => a - b)).toEqual(daemons.sort((a, b) => a - b));
});
