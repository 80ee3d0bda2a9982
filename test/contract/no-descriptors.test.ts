import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { testLm } from './lm';
import { type PythonServer, startPython } from './python-server';

const PRLIMIT = '/usr/bin/prlimit';
/** Than the server has open: from fewer to enough for two at once. */
const MORE = [-1, 0, 1, 2, 4];

const LIMIT = 'LIMIT_REACHED: this process may open no more files and sockets ([Errno 24] Too many open files)';

let python: PythonServer;
afterEach(() => python.close());

/** Its soft limit: it, and each child that it forks from now on, may open files below this number. */
function limitServer(most: number): void {
  execFileSync(PRLIMIT, [`--nofile=${most}:`, '--pid', String(python.info.serverPid)]);
}

/** Opens a process and runs a program in it; what came of it. */
async function use(): Promise<string> {
  const { user } = testLm();
  try {
    const bridge = await python.open(user);
    await bridge.close();
    return 'it worked';
  } catch (error) {
    const { code, parts } = error as { code?: string; parts?: { why: string } };
    return `${code}: ${parts?.why ?? (error as Error).message}`;
  }
}

// Fails when a fork server or a child that can open nothing more is told as a crash, as a wait or not at all; and when the next test has none.
(existsSync(PRLIMIT) ? test.each : test.skip.each)([0, 1])(
  'however few descriptors a fork server has, with %i spares, a test is told the limit, and the next has its process',
  async (spares) => {
    python = await startPython('fork', undefined, false, spares);
    const seen = new Map<string, number[]>();
    const has = readdirSync(`/proc/${python.info.serverPid}/fd`).length;
    for (const most of MORE.map((more) => has + more)) {
      limitServer(most);
      // The first may get what was made before; the others get what is made now, two of them at once.
      for (const came of [await use(), ...(await Promise.all([use(), use()]))]) seen.set(came, [...(seen.get(came) ?? []), most]);
      limitServer(1024);
      expect(await use()).toBe('it worked');
    }
    expect([...seen.keys()].sort()).toEqual([LIMIT, 'it worked']);
  },
);
