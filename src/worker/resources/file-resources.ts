import { isAbsolute, join, resolve } from 'node:path';
import { ledVariables } from '../../reach/led';
import type { WorkerProcesses } from '../../resources/ownership/worker-processes';
import { ResourceScope, type ResourceScopeParts } from '../../resources/scope/resource-scope';
import { SharedScope, sharedScope } from '../../resources/scope/shared-scope';
import type { StartOptions } from '../../resources/scope/spawned-process';
import type { SharedStart, SpawnRequest } from '../../shared/boundaries/facade';
import type { Context } from '../context/context';
import type { FileConfig } from '../context/file-config';
import { gatewayVariables } from '../doors/gateway-variables';
import type { FileLeaks } from '../leaks/file-leaks';
import { withoutKeys } from '../python/python-world';
import type { SharedThings } from './shared-things';

/** Where files of failed tests are kept, below the folder of reports. */
const KEPT = 'kept';

interface FileResourcesParts {
  readonly config: FileConfig;
  /** The file's own context. */
  readonly file: Context;
  /** What this worker's files share. */
  readonly things: SharedThings;
  readonly processes: () => WorkerProcesses;
  /** The run's private folder. */
  readonly runFolder: () => string;
  readonly global: typeof globalThis;
  readonly leaks: FileLeaks;
  readonly gatewayUrl: (context: Context) => string;
}

/** What the contexts of one file open with `dspex.resources`. */
export class FileResources {
  private hasShared = false;

  constructor(private readonly parts: FileResourcesParts) {}

  of(context: Context): ContextResources {
    return new ContextResources(context, this);
  }

  openScope(context: Context): ResourceScope {
    const common = this.scopeParts(context.ids.namespace, this.parts.leaks.redact);
    return new ResourceScope({ ...common, onEnd: (cleanup) => context.onCleanup(cleanup), isOver: () => context.isOver });
  }

  /** What the tests of this worker share under `name`. */
  share(name: string, start: () => Promise<SharedStart>): Promise<SharedStart> {
    const { things, file, leaks } = this.parts;
    if (!this.hasShared) file.onCleanup(() => things.endOf(file, (scope) => leaks.holdsFor(scope)));
    this.hasShared = true;
    // Nothing of this file's, which the scope may outlive.
    return things.share(
      name,
      file,
      start,
      () => new SharedScope(this.scopeParts(`shared-${name.replace(/\W/g, '_')}`, leaks.redactLater())),
    );
  }

  /** `context`: of whoever asks. A shared process may outlive its test, and is answered in the name of the file. */
  async startOptions(context: Context, { command, args, cwd, env }: SpawnRequest): Promise<StartOptions> {
    const { config, global, gatewayUrl, file } = this.parts;
    const gateway = gatewayUrl(sharedScope() === undefined ? context : file);
    const given = withoutKeys({ ...global.process.env, ...env }, config.options, gatewayVariables(gateway));
    const led = ledVariables(given, { gateway, hosts: config.options.lm.hosts, allowHosts: config.options.allowHosts });
    return { command, args, cwd: cwd === null ? config.rootDir : resolve(config.rootDir, cwd), env: { ...given, ...led } };
  }

  private scopeParts(name: string, redact: (text: string) => string): Omit<ResourceScopeParts, 'onEnd' | 'isOver'> {
    const { config, processes, runFolder } = this.parts;
    const folder = runFolder();
    return { name, policy: config.options.cleanupPolicy, processes: processes(), tempRoot: () => join(folder, 'temp'), redact };
  }

  keptFolder(context: Context): string | null {
    const { config, global } = this.parts;
    if (!config.options.retainOnFailure) return null;
    const reports = global.process.env.DSPEX_REPORT_DIR || join('.dspex', 'report');
    const folder = isAbsolute(reports) ? reports : join(config.rootDir, reports);
    return join(folder, KEPT, context.ids.namespace);
  }
}

/** What one context opens with `dspex.resources`: its scope is made when it is first asked for. */
export class ContextResources {
  private opened: ResourceScope | undefined;

  constructor(
    private readonly context: Context,
    private readonly file: FileResources,
  ) {}

  get scope(): ResourceScope {
    const shared = sharedScope();
    if (shared !== undefined) return shared.scope;
    this.opened ??= this.file.openScope(this.context);
    return this.opened;
  }

  /** Undefined: it never asked for any. */
  get used(): ResourceScope | undefined {
    return this.opened?.isUsed === true ? this.opened : undefined;
  }

  share(name: string, start: () => Promise<SharedStart>): Promise<SharedStart> {
    return this.file.share(name, start);
  }

  /** What a process is started with: the test's own directory and variables, and the gateway, so that its SDKs are answered here. */
  startOptions(request: SpawnRequest): Promise<StartOptions> {
    return this.file.startOptions(this.context, request);
  }

  /** The test failed: its temp files are moved to the reports, not removed. */
  keepFiles(): void {
    const folder = this.used === undefined ? null : this.file.keptFolder(this.context);
    if (folder !== null) this.used?.keepFiles(folder);
  }
}
