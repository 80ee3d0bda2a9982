// What tells an error is at hand when no file can be opened any more.
import '../../lm/secrets/redacted';
import '../../shared/errors';
import '../../shared/own-folders';
import '../../shared/system-error';
import '../errors/redacted-error';
import '../errors/sandbox-error';
import { basename } from 'node:path';
import { Engine } from '../../lm/engine';
import { WorkerProcesses } from '../../resources/ownership/worker-processes';
import { HOST_VARIABLE } from '../../shared/host-variable';
import { buildDoors } from '../doors/doors';
import { Gateway } from '../doors/gateway';
import { LateCalls } from '../doors/late-calls';
import { LedStarts } from '../doors/led-starts';
import { CommonCauses } from '../failure/common-causes';
import type { HostLink } from '../host/host-link';
import { openHostLink } from '../host/open-host-link';
import { fileThatIsOver, hostsOfThoseOver, watchWorlds } from '../leaks/file-of-code';
import { ProcessStarts } from '../leaks/process-starts';
import { WorkerPython } from '../python/worker-python';
import { SharedThings } from '../resources/shared-things';
import { endAsOrphan } from './end-as-orphan';

/** The root of a Jest worker: the parts that outlive a file are built here, once, and handed to one another. */
export class WorkerParts {
  readonly engine: Engine = new Engine();
  readonly link: HostLink = openHostLink(process.env);
  readonly python = new WorkerPython({ link: this.link, processes: () => this.processes, openGateway: () => new Gateway() });
  readonly starts = new ProcessStarts(() => this.processes);
  readonly causes = new CommonCauses();
  readonly ledStarts = new LedStarts((calledAs) => fileThatIsOver(calledAs) !== undefined);
  readonly things = new SharedThings();
  private started: WorkerProcesses | undefined;

  /** Its run is over, and another began in the same process. */
  close(): void {
    this.ledStarts.close();
    this.starts.close();
    this.python.close();
  }

  /** What this worker starts for its tests. */
  get processes(): WorkerProcesses {
    this.started ??= new WorkerProcesses(basename(this.link.runFolder), (pid) => this.link.own(pid));
    return this.started;
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
  if (root === undefined) {
    endAsOrphan(() => workerParts().link.runFolder);
    buildDoors(new LateCalls({ fileOf: fileThatIsOver, hosts: () => [...hostsOfThoseOver], tell }));
    watchWorlds();
  }
  if (root === undefined || run !== runOfRoot) {
    root?.close();
    root = new WorkerParts();
    runOfRoot = run;
  }
  return root;
}

/** Who could be charged is over: the summary tells it. */
function tell(text: string): void {
  void workerParts()
    .link.send([{ type: 'notice', text }])
    .catch(/* v8 ignore next -- the moment between the end of a run's host and that of its workers */ () => undefined);
}
