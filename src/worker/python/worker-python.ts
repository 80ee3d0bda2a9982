import type { BridgeOptions } from '../../bridge/child/bridge-options';
import { forkServerRequest } from '../../bridge/server/fork-server-request';
import type { WorkerProcesses } from '../../resources/ownership/worker-processes';
import type { ForkServerAddress } from '../../shared/boundaries/host';
import type { FileConfig } from '../context/file-config';
import type { HostLink } from '../host/host-link';
import { explainChildEnd } from './explain-child-end';
import { OpenBridges } from './open-bridges';
import type { ImportGateway } from './preload-template';
import { Preloads } from './preloads';

interface WorkerPythonParts {
  readonly link: HostLink;
  readonly processes: () => WorkerProcesses;
  readonly openGateway: () => ImportGateway;
}

/** The Python of one worker, whatever file it runs: the way to the run's fork servers, modules imported ahead, connections that are open. */
export class WorkerPython {
  readonly link: HostLink;
  readonly openBridges = new OpenBridges();
  readonly preloads: Preloads;
  /** By what was asked for: all tests of a worker ask for nearly always the same. */
  private readonly forkServers = new Map<string, ForkServerAddress>();

  constructor(private readonly parts: WorkerPythonParts) {
    this.link = parts.link;
    this.preloads = new Preloads(parts.openGateway);
  }

  /** The fork server for this config and these variables; the host starts it where there is none. */
  async forkServer(config: FileConfig, env: NodeJS.ProcessEnv): Promise<ForkServerAddress> {
    this.parts.processes().appear();
    const request = forkServerRequest(config, env);
    const key = JSON.stringify(request);
    const known = this.forkServers.get(key) ?? (await this.link.forkServer(request));
    this.forkServers.set(key, known);
    return known;
  }

  /** One of them is gone: the host is asked again. */
  forgetForkServers(): void {
    this.forkServers.clear();
  }

  /** How a process of this server is reached, and why it ended, should it end. */
  connectionTo({ socketPath, serverPid }: ForkServerAddress): Pick<BridgeOptions, 'socketPath' | 'explainEnd'> {
    return {
      socketPath,
      explainEnd: async (pid, stderr) => explainChildEnd(await this.link.childEnd(serverPid, pid ?? null), stderr),
    };
  }

  close(): void {
    this.preloads.close();
  }
}
