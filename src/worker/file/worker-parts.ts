import { basename } from 'node:path';
import { Engine } from '../../lm/engine';
import { WorkerClaims } from '../../resources/ownership/worker-claims';
import { HOST_VARIABLE } from '../../shared/boundaries/host';
import { Gateway } from '../doors/gateway';
import type { HostLink } from '../host/host-link';
import { openHostLink } from '../host/open-host-link';
import { watchLateProcesses } from '../leaks/late-processes';
import { WorkerPython } from '../python/worker-python';
import { endAsOrphan } from './end-as-orphan';

/** The root of a Jest worker: the parts that outlive a file are built here, once, and handed to one another. */
export class WorkerParts {
  readonly engine: Engine = new Engine();
  readonly link: HostLink = openHostLink(process.env);
  readonly python = new WorkerPython({ link: this.link, claims: () => this.claims, openGateway: () => new Gateway() });
  private claimed: WorkerClaims | undefined;
  private readonly stopWatching = watchLateProcesses(() => this.claims);

  /** Its run is over, and another began in the same process. */
  close(): void {
    this.stopWatching();
    this.python.close();
  }

  /** What this worker has claimed on the machine. */
  get claims(): WorkerClaims {
    this.claimed ??= new WorkerClaims(basename(this.link.runFolder), (pid) => this.link.own(pid));
    return this.claimed;
  }
}

let root: WorkerParts | undefined;

let runOfRoot: string | undefined;

/**
 * This module lives in the worker's outer realm, so what it holds is one per worker and survives from file to file; with `jest -i --watch`,
 * where the worker is Jest's main process, also from run to run: each has a host of its own.
 */
export function workerParts(): WorkerParts {
  const run = process.env[HOST_VARIABLE];
  if (root === undefined) endAsOrphan();
  if (root === undefined || run !== runOfRoot) {
    root?.close();
    root = new WorkerParts();
    runOfRoot = run;
  }
  return root;
}
