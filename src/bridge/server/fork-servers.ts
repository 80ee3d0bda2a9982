import { basename, join } from 'node:path';
import { knownProcess } from '../../resources/os/known-process';
import { variablesOfPlaces } from '../../resources/ownership/claims-folder';
import { finishCommand } from '../../resources/ownership/finish-run';
import { Roster } from '../../resources/ownership/roster';
import { runMark } from '../../resources/ownership/run-mark';
import { notePython } from '../../resources/ownership/runs';
import type { ChildEnd, ForkServerAddress, ForkServerRequest } from '../../shared/boundaries/host';
import { type FoundPython, findPython } from './find-python';
import { ForkServer, type ForkServerInfo } from './fork-server';
import { type PythonSearch, plainInterpreter } from './python-candidate';
import { StartFailures } from './start-failures';

/** How long to wait for the word of how a child ended: it comes within a few milliseconds or not at all. */
const END_WAIT_MS = 500;

/** The fork servers of a run, one for each interpreter and start-up environment. Started at first use, again when one died. */
export class ForkServers {
  private readonly running = new Map<string, { readonly server: ForkServer; readonly ready: Promise<ForkServerInfo> }>();
  private readonly byPid = new Map<number, ForkServer>();
  /** What was found, or why nothing was: a search for each test of a run would take longer than the tests. */
  private readonly pythons = new Map<string, Promise<FoundPython>>();
  private readonly failures = new StartFailures();
  private count = 0;
  private closed = false;

  /** `folder`: a private folder; each server gets one of its own in it, and removes `folder` when this process died. */
  constructor(private readonly folder: string) {}

  async obtain(request: ForkServerRequest): Promise<ForkServerAddress> {
    const executable = await this.executable(request);
    const key = JSON.stringify([executable, sorted(startEnvOf(request)), request.startMethod, request.spares, request.ownNetwork]);
    this.failures.throwIfFinal(key);
    const { socketPath, serverPid } = await this.serverFor(key, executable, request).catch((error: unknown) => {
      this.failures.note(key, error);
      throw error;
    });
    return { socketPath, serverPid };
  }

  /** Starts one that somebody will ask for. */
  startAhead(request: ForkServerRequest): void {
    this.obtain(request).catch(() => undefined);
  }

  /** A run begins: what was missing in the last may have been installed since. */
  forgetFailures(): void {
    for (const [key, found] of this.pythons) found.catch(() => this.pythons.delete(key));
    this.failures.forget();
  }

  async childEnd(serverPid: number, pid: number | null): Promise<ChildEnd> {
    const server = this.byPid.get(serverPid);
    const exit = pid === null || server === undefined ? null : await server.childExit(pid, END_WAIT_MS);
    return { exit, serverEnded: server === undefined ? 'it is not of this run' : (server.whyEnded ?? null) };
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.running.values()].map(({ server }) => server.close()));
    this.running.clear();
  }

  /** An interpreter is started unasked where that can be done: to ask it what it is takes as long as a tenth of its start. */
  private async executable(request: ForkServerRequest): Promise<string> {
    const unasked = request.startMethod === 'fork' ? plainInterpreter(searchOf(request)) : undefined;
    return unasked ?? (await this.python(request)).executable;
  }

  private serverFor(key: string, executable: string, request: ForkServerRequest): Promise<ForkServerInfo> {
    const running = this.running.get(key);
    if (running !== undefined && running.server.whyEnded === undefined) return running.ready;
    const server = this.start(executable, request);
    const ready = this.ready(server, request);
    // Who asked first awaits it.
    ready.catch(() => undefined);
    this.running.set(key, { server, ready });
    return ready;
  }

  /** Where a start fails, the interpreter is asked what it is: that may say it better. */
  private async ready(server: ForkServer, request: ForkServerRequest): Promise<ForkServerInfo> {
    try {
      const info = await server.info;
      this.byPid.set(info.serverPid, server);
      return info;
    } catch (error) {
      if (!this.closed) await this.python(request);
      throw error;
    }
  }

  private start(executable: string, request: ForkServerRequest): ForkServer {
    if (this.closed) throw new Error('The run is over; no Python is started any more.');
    const folder = join(this.folder, `py${++this.count}`);
    const env = { DSPY_CACHEDIR: join(folder, 'dspy-cache'), ...startEnvOf(request) };
    const { startMethod, spares, ownNetwork } = request;
    const runId = basename(this.folder);
    notePython(runId);
    return new ForkServer({
      executable,
      startMethod,
      spares,
      ownNetwork,
      folder,
      alsoRemove: [this.folder],
      finish: { command: finishCommand(this.folder), env: variablesOfPlaces() },
      runMark: runMark(runId),
      env,
    });
  }

  private python(request: ForkServerRequest): Promise<FoundPython> {
    const key = JSON.stringify([request.rootDir, request.configured, request.searchEnv]);
    let found = this.pythons.get(key);
    if (found === undefined) {
      // Stopped, it would outlive this process, as it is below no reaper.
      const roster = Roster.of(basename(this.folder));
      found = findPython(searchOf(request), (pid) => roster.noteStarted(knownProcess(pid)));
      this.pythons.set(key, found);
    }
    return found;
  }
}

function searchOf({ rootDir, configured, searchEnv }: ForkServerRequest): PythonSearch {
  return { rootDir, configured: configured ?? undefined, env: searchEnv };
}

/** No network at import, no thread pools, one hash seed: what a fork server needs to be forkable and deterministic. */
const DEFAULT_ENV = { LITELLM_LOCAL_MODEL_COST_MAP: 'True', OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1', PYTHONHASHSEED: '0' };

function startEnvOf({ startEnv }: ForkServerRequest): Record<string, string> {
  return { ...DEFAULT_ENV, ...startEnv };
}

function sorted(env: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(env).sort(([a], [b]) => (a < b ? -1 : 1));
}
