import { isAbsolute, join, resolve } from 'node:path';
import { ResourceScope } from '../../resources/scope/resource-scope';
import type { StartOptions } from '../../resources/scope/spawned-process';
import type { SpawnRequest } from '../../shared/boundaries/facade';
import type { FileConfig } from '../context/file-config';
import type { TestContext } from '../context/test-context';
import { gatewayVariables } from '../doors/gateway';
import type { WorkerHost } from '../host/worker-host';
import type { FileLeaks } from '../leaks/file-leaks';
import { withoutKeys } from '../python/python-world';

/** Where files of failed tests are kept, below the folder of reports. */
const KEPT = 'kept';

/** Gives each context of a file its scope of resources. */
export class FileResources {
  constructor(
    private readonly config: FileConfig,
    private readonly root: WorkerHost,
    private readonly global: typeof globalThis,
    private readonly leaks: FileLeaks,
  ) {}

  openScope(context: TestContext): ResourceScope {
    return new ResourceScope({
      name: context.ids.namespace,
      policy: this.config.options.cleanupPolicy,
      processes: this.root.processes,
      tempRoot: () => join(this.root.link.runFolder, 'temp'),
      onEnd: (cleanup) => context.onCleanup(cleanup),
      redact: this.leaks.redact,
      isOver: () => context.isOver,
    });
  }

  /** What a process is started with: the test's own directory and variables, and the gateway, so that its SDKs are answered here. */
  async startOptions(context: TestContext, { command, args, cwd, env }: SpawnRequest): Promise<StartOptions> {
    const own = { ...this.global.process.env, ...env };
    const given = withoutKeys(own, this.config.options, gatewayVariables(await context.gatewayUrl()));
    return { command, args, cwd: cwd === null ? this.config.rootDir : resolve(this.config.rootDir, cwd), env: given };
  }

  /** Where the temp files of a failed test go; null: nowhere. */
  keptFolder(context: TestContext): string | null {
    if (!this.config.options.retainOnFailure) return null;
    const reports = this.global.process.env.DSPEX_REPORT_DIR || join('.dspex', 'report');
    const folder = isAbsolute(reports) ? reports : join(this.config.rootDir, reports);
    return join(folder, KEPT, context.ids.namespace);
  }
}
