import { basename } from 'node:path';
import { makePrivateFolder } from '../../../../src/resources/os/private-folder';
import { endLeftoversOf } from '../../../../src/resources/ownership/end-worker';
import { forgetRun, registerRun } from '../../../../src/resources/ownership/runs';
import { WorkerProcesses } from '../../../../src/resources/ownership/worker-processes';

/** A worker of a run that is written down, so that no other run sweeps it away. */
export class TestWorker {
  private readonly folder = makePrivateFolder('dspex');
  readonly runId = basename(this.folder);
  readonly processes: WorkerProcesses;

  constructor() {
    registerRun(this.folder);
    this.processes = new WorkerProcesses(this.runId, async () => undefined);
  }

  async close(): Promise<void> {
    await endLeftoversOf(this.runId, process.pid);
    forgetRun(this.runId);
  }
}
