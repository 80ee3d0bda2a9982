import type { Adapter, AnswerLmCall } from '../adapters/adapter';
import { MockAdapter } from '../adapters/mock-adapter';
import { PoolAdapter } from '../adapters/pool-adapter';
import { PythonAdapter } from '../adapters/python-adapter';
import { Bridge } from '../bridge/bridge';
import { splitEnv } from '../bridge/fork-servers';
import { Engine } from '../lm/engine';
import type { ForkServerAddress } from '../shared/boundaries/host';
import type { DspexError, WireError } from '../shared/errors';
import { explainChildEnd } from './explain-child-end';
import type { FileConfig } from './file-config';
import { type HostLink, openHostLink } from './host-link';
import type { LentProcesses } from './lent-processes';
import { pythonEnv, pythonWorld } from './python-world';
import type { TestContext } from './test-context';

export interface AdapterNeeds {
  readonly context: TestContext;
  readonly config: FileConfig;
  /** The sandbox's process.env, read when the child starts, and where the gateway is. */
  readonly env: () => Promise<NodeJS.ProcessEnv>;
  /** Where its process comes from and goes to, unless it is the test's alone. */
  readonly lender: LentProcesses | undefined;
  readonly answer: AnswerLmCall;
  readonly onRejected: (callId: string, error: WireError) => void;
  readonly onFork: (pid: number, ms: number) => void;
  /** Stops the asking test's clock while it waits. */
  readonly whileWaiting: <T>(waiting: Promise<T>, forWhat: string) => Promise<T>;
}

/** The root of a Jest worker: the parts that outlive a file are built here, once, and handed to one another. */
export class WorkerHost {
  readonly engine: Engine = new Engine();
  readonly link: HostLink = openHostLink(process.env);

  openAdapter(needs: AdapterNeeds): Adapter {
    const { adapter } = needs.context.resolved;
    if (adapter === 'mock') return new MockAdapter({ answer: needs.answer });
    const { lender, config } = needs;
    const { processTimeoutMs, maxPoolSize } = config.options;
    const env = async () => pythonEnv(await this.envOf(needs));
    const open = () => this.openBridge(needs);
    const openOne = (): PythonAdapter =>
      new PythonAdapter({
        name: adapter,
        processTimeoutMs,
        env,
        openBridge: lender === undefined ? open : async () => lender.lend(await env(), needs, open),
        closeBridge: lender && ((bridge) => lender.takeBack(bridge)),
      });
    return adapter === 'python_pool' ? new PoolAdapter({ size: maxPoolSize, openMember: openOne }) : openOne();
  }

  private async envOf({ env, config }: AdapterNeeds): Promise<NodeJS.ProcessEnv> {
    return { ...(await env()), ...config.options.python.env };
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
    const { config, context } = needs;
    const { python, lm } = config.options;
    const env = await this.envOf(needs);
    const server = await needs.whileWaiting(this.forkServer(config, env), 'Python to start');
    const openedAt = performance.now();
    const bridge = await Bridge.open({
      socketPath: server.socketPath,
      world: pythonWorld({ rootDir: config.rootDir, env, path: python.path, seed: context.ids.seed }),
      defaultModel: lm.model,
      dspyCache: python.dspyCache,
      realBackoff: python.realBackoff,
      answer: needs.answer,
      onRejected: needs.onRejected,
      explainEnd: async (pid, stderr) => explainChildEnd(await this.link.childEnd(server.serverPid, pid ?? null), stderr),
    });
    needs.onFork(bridge.hello.pid, performance.now() - openedAt);
    return bridge;
  }

  private forkServer(config: FileConfig, env: NodeJS.ProcessEnv): Promise<ForkServerAddress> {
    const { executable, startMethod, spares } = config.options.python;
    return this.link.forkServer({ rootDir: config.rootDir, configured: executable ?? null, ...splitEnv(env), startMethod, spares });
  }
}

function isRefused(error: unknown): boolean {
  const { code } = error as { code?: string };
  return code === 'ECONNREFUSED' || code === 'ENOENT' || (error as DspexError).code === 'FORK_SERVER_DIED';
}

let root: WorkerHost | undefined;

/** This module lives in the worker's outer realm, so what it holds is one per worker and survives from file to file. */
export function workerHost(): WorkerHost {
  root ??= new WorkerHost();
  return root;
}
