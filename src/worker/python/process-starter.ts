import type { CopyableProcess } from '../../adapters/adapter';
import { Bridge } from '../../bridge/child/bridge';
import type { BridgeOptions, CopyOptions } from '../../bridge/child/bridge-options';
import type { ChildUser } from '../../bridge/child/child-user';
import { isGone } from '../../bridge/child/connect';
import { ONE_THREAD } from '../../bridge/server/fork-server-request';
import { lmHosts } from '../../lm/wires/lm-hosts';
import { type DspexError, isDspexError } from '../../shared/errors';
import type { WhileWaiting } from '../context/clock';
import type { Context } from '../context/context';
import type { FileConfig } from '../context/file-config';
import type { FileEvents } from '../context/file-events';
import type { GatewayUser } from '../context/gateway-user';
import { pythonWorld, withoutKeys, withoutMetadata } from './python-world';
import type { WorkerPython } from './worker-python';

/** Whose processes are started. */
export interface ProcessOwner {
  readonly context: Context;
  /** Asked by threads in Python that carry no request. */
  readonly user: ChildUser;
  /** It was to begin with a copy of another process, and begins with a fresh one. */
  noteNotCopied(why: DspexError): void;
}

/** How clients inside of Python find the rules that answer them. */
export interface PythonGateway {
  /** The sandbox's process.env without keys, with the addresses for the SDKs in a context's process. */
  envOf(context: Context): Promise<Readonly<Record<string, string>>>;
  /** Where it listens. */
  host(): string;
  /** Answers clients that were made at an import, and know of no test. */
  readonly anyTest: GatewayUser;
}

export interface ProcessStarterParts {
  readonly config: FileConfig;
  readonly events: FileEvents;
  readonly worker: WorkerPython;
  readonly gateway: PythonGateway;
  readonly whileWaiting: WhileWaiting;
}

/** Starts the Python processes of one file's contexts. */
export class ProcessStarter {
  readonly whileWaiting: WhileWaiting;

  /** Variables that stand where the sandbox's environment has none of their names, and those that stand whatever it has. */
  private readonly below: Readonly<Record<string, string>>;
  private readonly above: Readonly<Record<string, string>>;

  constructor(private readonly parts: ProcessStarterParts) {
    const { options } = parts.config;
    this.whileWaiting = parts.whileWaiting;
    this.below = { ...ONE_THREAD, ...withoutMetadata(options) };
    this.above = withoutKeys(options.python.env, options);
  }

  /** A copy of `copyOf`; a fresh process where there is none, or where it cannot be copied, which its owner is told. */
  async start(owner: ProcessOwner, copyOf: CopyableProcess | undefined): Promise<Bridge> {
    const bridge = (await this.copied(copyOf, owner)) ?? (await this.fresh(owner));
    this.parts.worker.openBridges.note(bridge);
    return bridge;
  }

  /** The variables of an owner's processes. */
  async envOf({ context }: ProcessOwner): Promise<Readonly<Record<string, string>>> {
    return Object.assign({ ...this.below }, await this.parts.gateway.envOf(context), this.above);
  }

  private async copied(copyOf: CopyableProcess | undefined, owner: ProcessOwner): Promise<Bridge | undefined> {
    if (copyOf === undefined) return undefined;
    try {
      return await this.timed(async () => copyOf.copy(await this.optionsOf(owner, await this.envOf(owner))));
    } catch (error) {
      if (!isDspexError(error) || error.code !== 'NOT_FORKABLE') throw error;
      owner.noteNotCopied(error);
      return undefined;
    }
  }

  private async fresh(owner: ProcessOwner): Promise<Bridge> {
    try {
      return await this.connect(owner);
    } catch (error) {
      // The server has died since it was asked for, and the host has a new one, or says why not; or the process ended before
      // it said hello, as one does that was killed while it took the connection. Where that has a cause, the next one tells it.
      if (!isGone(error)) throw error;
      this.parts.worker.forgetForkServers();
      return this.connect(owner);
    }
  }

  private async connect(owner: ProcessOwner): Promise<Bridge> {
    const { config, worker } = this.parts;
    const env = await this.envOf(owner);
    const server = await this.whileWaiting(worker.forkServer(config, env), 'Python to start');
    return this.timed(async () => {
      const options = { ...(await this.optionsOf(owner, env)), ...worker.connectionTo(server) };
      return (await this.withModules(options, server.serverPid)) ?? Bridge.open(options);
    });
  }

  /** A process that has the modules of `python.preload` in it; undefined where nothing can be imported ahead. */
  private withModules(options: BridgeOptions, serverPid: number): Promise<Bridge | undefined> {
    const { config, events, worker, gateway, whileWaiting } = this.parts;
    return worker.preloads.open({ config, options, serverPid, user: gateway.anyTest, events, whileWaiting });
  }

  private async optionsOf({ context, user }: ProcessOwner, env: Readonly<Record<string, string>>): Promise<CopyOptions> {
    const { rootDir, options } = this.parts.config;
    const { python, lm, network, allowHosts, maxWaitMs } = options;
    return {
      world: pythonWorld({
        rootDir,
        env,
        path: python.path,
        seed: context.ids.seed,
        network,
        // From a network namespace the gateway cannot be reached: the guard says so, where the kernel would say "refused".
        allowHosts: network === 'namespace' ? allowHosts : [...allowHosts, this.parts.gateway.host()],
        lmHosts: lmHosts(lm.hosts),
      }),
      defaultModel: lm.model,
      dspyCache: python.dspyCache,
      realBackoff: python.realBackoff,
      helloLimitMs: maxWaitMs,
      user,
    };
  }

  /** For the run's record: which process, and how long it took. */
  private async timed(open: () => Promise<Bridge>): Promise<Bridge> {
    const startedAt = performance.now();
    const bridge = await open();
    this.parts.events.add({ type: 'fork', pid: bridge.hello.pid, ms: performance.now() - startedAt });
    return bridge;
  }
}
