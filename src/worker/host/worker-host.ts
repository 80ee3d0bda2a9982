import { basename } from 'node:path';
import type { Adapter, AnswerLmCall, CopyableProcess } from '../../adapters/adapter';
import { MockAdapter } from '../../adapters/mock-adapter';
import { PoolAdapter } from '../../adapters/pool-adapter';
import { PythonAdapter } from '../../adapters/python-adapter';
import { Bridge, type BridgeOptions, type CopyOptions, isNobodyThere } from '../../bridge/child/bridge';
import { splitEnv } from '../../bridge/server/fork-servers';
import { Engine } from '../../lm/engine';
import { knownProcess, processGone } from '../../resources/os/known-process';
import { WorkerProcesses } from '../../resources/ownership/worker-processes';
import { type ForkServerAddress, HOST_VARIABLE } from '../../shared/boundaries/host';
import { type DspexError, isDspexError, type WireError } from '../../shared/errors';
import type { FileConfig } from '../context/file-config';
import type { TestContext } from '../context/test-context';
import type { GatewayUser } from '../doors/gateway';
import { ProcessStarts } from '../leaks/process-starts';
import { explainChildEnd } from '../python/explain-child-end';
import type { HeldProcesses } from '../python/held-processes';
import { OpenBridges } from '../python/open-bridges';
import { Preloads } from '../python/preloads';
import { pythonWorld, withoutKeys } from '../python/python-world';
import { endAsOrphan } from './end-as-orphan';
import { type HostLink, openHostLink } from './host-link';

export interface AdapterNeeds {
  readonly context: TestContext;
  readonly config: FileConfig;
  /** The sandbox's process.env without keys, read when the child starts, and where the gateway is. */
  readonly env: () => Promise<Readonly<Record<string, string>>>;
  /** Where the gateway listens. */
  readonly gatewayHost: () => Promise<string>;
  /** Its processes, or those of the last test; and where they go when it is closed. */
  readonly held: HeldProcesses;
  readonly onClosed: () => Promise<void>;
  readonly answer: AnswerLmCall;
  readonly onRejected: (callId: string, error: WireError) => void;
  readonly onRefused: (asker: string | null, error: WireError) => void;
  readonly whoeverRuns: GatewayUser;
  readonly onNotice: (text: string, key: string) => void;
  /** What it begins with a copy of. */
  readonly original: Adapter | undefined;
  /** It began with nothing instead, and why. */
  readonly onNotCopied: (why: DspexError) => void;
  readonly onFork: (pid: number, ms: number) => void;
  /** Stops the asking test's clock while it waits. */
  readonly whileWaiting: <T>(waiting: Promise<T>, forWhat: string) => Promise<T>;
}

/** The root of a Jest worker: the parts that outlive a file are built here, once, and handed to one another. */
export class WorkerHost {
  readonly engine: Engine = new Engine();
  readonly link: HostLink = openHostLink(process.env);
  readonly openBridges = new OpenBridges();
  private readonly preloads = new Preloads();
  readonly starts = new ProcessStarts(() => this.processes);
  private started: WorkerProcesses | undefined;

  /** Its run is over, and another began in the same process. */
  close(): void {
    this.starts.close();
    this.preloads.close();
  }

  /** What this worker starts for its tests. */
  get processes(): WorkerProcesses {
    this.started ??= new WorkerProcesses(basename(this.link.runFolder), (pid) => this.link.own(pid));
    return this.started;
  }

  openAdapter(needs: AdapterNeeds): Adapter {
    const { adapter } = needs.context.resolved;
    const { answer, original, held, onClosed } = needs;
    if (adapter === 'mock') return new MockAdapter({ answer, original });
    const { processTimeoutMs, maxPoolSize } = needs.config.options;
    const env = () => envOf(needs);
    const parts = {
      name: adapter,
      processTimeoutMs,
      env,
      closeBridge: (bridge: Bridge) => held.takeBack(bridge),
      stopWaiting: () => held.permit.stopWaiting(),
    };
    const openMember = (process: CopyableProcess | undefined): PythonAdapter =>
      new PythonAdapter({ ...parts, openBridge: this.bridges(process, needs, env) });
    if (adapter === 'python_pool') return new PoolAdapter({ size: maxPoolSize, openMember, original, onClosed });
    return new PythonAdapter({ ...parts, openBridge: this.bridges(original?.processOf(), needs, env), onClosed });
  }

  /** One process after another in the same slot: the next starts when the last is gone. */
  private bridges(
    process: CopyableProcess | undefined,
    needs: AdapterNeeds,
    env: () => Promise<Record<string, string>>,
  ): () => Promise<Bridge> {
    let last: Promise<unknown> = Promise.resolve();
    return async () => {
      // It may still do what others asked of it.
      await needs.whileWaiting(last, 'its last process to end');
      const bridge = (await needs.held.lend(await env(), needs)) ?? (await this.openInSlot(process, needs));
      const known = knownProcess(bridge.hello.pid);
      last = bridge.closed.then(() => processGone(known));
      return bridge;
    };
  }

  private async openInSlot(process: CopyableProcess | undefined, needs: AdapterNeeds): Promise<Bridge> {
    const { permit } = needs.held;
    await needs.whileWaiting(permit.take(), 'a Python process');
    const bridge = await this.openCopy(process, needs);
    this.openBridges.note(bridge);
    permit.started(bridge.hello.pid);
    return bridge;
  }

  /** A copy of `process`; a fresh one where there is none, or where it cannot be copied, which is told. */
  private async openCopy(process: CopyableProcess | undefined, needs: AdapterNeeds): Promise<Bridge> {
    if (process === undefined) return this.openBridge(needs);
    try {
      const openedAt = performance.now();
      const bridge = await process.copy(await bridgeOptions(needs, await envOf(needs)));
      needs.onFork(bridge.hello.pid, performance.now() - openedAt);
      return bridge;
    } catch (error) {
      if (!isDspexError(error) || error.code !== 'NOT_FORKABLE') throw error;
      needs.onNotCopied(error);
      return this.openBridge(needs);
    }
  }

  private async openBridge(needs: AdapterNeeds): Promise<Bridge> {
    try {
      return await this.connect(needs);
    } catch (error) {
      // The server died between its last answer and this connect: the host has a new one, or says why not.
      if (!isRefused(error)) throw error;
      return this.connect(needs);
    }
  }

  private async connect(needs: AdapterNeeds): Promise<Bridge> {
    const env = await envOf(needs);
    const server = await needs.whileWaiting(this.forkServer(needs.config, env), 'Python to start');
    const openedAt = performance.now();
    const { link } = this;
    const options: BridgeOptions = {
      ...(await bridgeOptions(needs, env)),
      socketPath: server.socketPath,
      explainEnd: async (pid, stderr) => explainChildEnd(await link.childEnd(server.serverPid, pid ?? null), stderr),
    };
    const bridge = (await this.preloads.open({ ...needs, options, serverPid: server.serverPid })) ?? (await Bridge.open(options));
    needs.onFork(bridge.hello.pid, performance.now() - openedAt);
    return bridge;
  }

  private forkServer(config: FileConfig, env: NodeJS.ProcessEnv): Promise<ForkServerAddress> {
    const { python, network } = config.options;
    const { executable, startMethod, spares } = python;
    const { startEnv, searchEnv } = splitEnv(env);
    this.processes.appear();
    return this.link.forkServer({
      rootDir: config.rootDir,
      configured: executable ?? null,
      // Python reads it at its start alone; a child's own environment has it only where the user set it.
      startEnv: { PYTHONHASHSEED: String(config.runSeed), ...startEnv },
      searchEnv,
      startMethod,
      spares,
      ownNetwork: network === 'namespace',
    });
  }
}

async function envOf({ env, config: { options } }: AdapterNeeds): Promise<Record<string, string>> {
  return { ...(await env()), ...withoutKeys(options.python.env, options) };
}

async function bridgeOptions(needs: AdapterNeeds, env: Readonly<Record<string, string>>): Promise<CopyOptions> {
  const { config, context, answer, onRejected, onRefused } = needs;
  const { python, lm, network, allowHosts } = config.options;
  return {
    world: pythonWorld({
      rootDir: config.rootDir,
      env,
      path: python.path,
      seed: context.ids.seed,
      network,
      // From a network namespace the gateway cannot be reached: the guard says so, where the kernel would say "refused".
      allowHosts: network === 'namespace' ? allowHosts : [...allowHosts, await needs.gatewayHost()],
    }),
    defaultModel: lm.model,
    dspyCache: python.dspyCache,
    realBackoff: python.realBackoff,
    answer,
    onRejected,
    onRefused,
  };
}

function isRefused(error: unknown): boolean {
  return isNobodyThere(error) || (error as DspexError).code === 'FORK_SERVER_DIED';
}

let root: WorkerHost | undefined;

let runOfRoot: string | undefined;

/**
 * This module lives in the worker's outer realm, so what it holds is one per worker and survives from file to file; with `jest -i --watch`,
 * where the worker is Jest's main process, also from run to run: each has a host of its own.
 */
export function workerHost(): WorkerHost {
  const run = process.env[HOST_VARIABLE];
  if (root === undefined) endAsOrphan();
  if (root === undefined || run !== runOfRoot) {
    root?.close();
    root = new WorkerHost();
    runOfRoot = run;
  }
  return root;
}
