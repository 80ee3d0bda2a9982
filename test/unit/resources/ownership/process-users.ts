import childProcess, { type ChildProcess } from 'node:child_process';
import { endLeftoversOf } from '../../../../src/resources/ownership/end-worker';
import { StartingOwner } from '../../../../src/resources/ownership/starting-owner';
import { CleanupStack } from '../../../../src/resources/scope/cleanup-stack';
import { ResourceScope } from '../../../../src/resources/scope/resource-scope';
import { OpenedAt } from '../../../../src/worker/leaks/opened-at';
import { OpenedProcesses } from '../../../../src/worker/leaks/opened-processes';
import { ProcessStarts } from '../../../../src/worker/leaks/process-starts';
import type { TestWorker } from './test-worker';

/** Somebody who ends what was started under him. */
export interface User {
  /** Runs a command, and gives the first line that it says. */
  start(command: string, args: readonly string[]): Promise<string>;
  end(): Promise<void>;
}

/** `dspex.resources.spawn`. */
export function scopeUser(worker: TestWorker): User {
  const cleanups = new CleanupStack();
  const scope = new ResourceScope({
    name: 'a test',
    policy: 'aggressive',
    processes: worker.processes,
    tempRoot: () => worker.runId,
    onEnd: (cleanup) => cleanups.add(cleanup),
    redact: (text) => text,
    isOver: () => cleanups.isOver,
  });
  return {
    async start(command, args) {
      const { value } = await scope.spawn({ command, args, cwd: process.cwd(), env: process.env as Record<string, string> }, '');
      return value.waitForLine(() => true, 'its pid', 60_000);
    },
    end: async () => void (await cleanups.close()),
  };
}

/** The leak check, for what the code of a test starts by Node's means. */
export function leakCheckUser(worker: TestWorker): User {
  const opener = {};
  const starts = new ProcessStarts(() => worker.processes);
  const kind = new OpenedProcesses({
    starts,
    processes: () => worker.processes,
    whoOpens: (entry) => ({ opener, openedAt: new OpenedAt(entry, __filename) }),
    policy: 'aggressive',
    ending: 'with its test',
    redact: (text) => text,
  });
  kind.watch();
  return {
    start: (command, args) => firstLine(startDetached(command, args)),
    async end() {
      await kind.endOf(opener);
      kind.close();
      starts.close();
    },
  };
}

/** Whoever survives a worker: the run's host, the watchdog, the sweep of the next run. All they have is the roster. */
export function survivorUser(worker: TestWorker): User {
  const owner = new StartingOwner(worker.processes);
  return {
    start: (command, args) =>
      firstLine(
        owner.start(
          () => startDetached(command, args),
          ({ pid }) => pid,
        ),
      ),
    end: async () => void (await endLeftoversOf(worker.runId, process.pid)),
  };
}

function startDetached(command: string, args: readonly string[]): ChildProcess {
  return childProcess.spawn(command, [...args], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
}

async function firstLine(child: ChildProcess): Promise<string> {
  const text = await new Promise((said) => child.stdout?.once('data', said));
  child.stdout?.destroy();
  return String(text).split('\n')[0] as string;
}
