import { statSync } from 'node:fs';
import { Bridge } from '../../bridge/child/bridge';
import type { BridgeOptions, CopyOptions } from '../../bridge/child/bridge-options';
import { isGone } from '../../bridge/child/connect';
import type { World } from '../../shared/boundaries/bridge';
import type { LmCall } from '../../shared/boundaries/lm-call';
import { DspexError, isDspexError } from '../../shared/errors';
import type { FileConfig } from '../context/file-config';
import type { GatewayUser } from '../context/gateway-user';

/** That of the test which is the first to ask: it ends with its file. */
const GATEWAY_ADDRESS = /^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}/;

/** Where clients ask that a module made at its import: it lives as long as the process. */
export interface ImportGateway {
  urlFor(user: GatewayUser): string;
  host(): string;
  close(): Promise<void>;
}

/** What the summary says of a module that is not imported ahead. */
export interface Notice {
  readonly module: string;
  readonly text: string;
}

/** One Python process with modules imported ahead. It outlives the file that asked for it first, and holds nothing of it. */
export class PreloadTemplate {
  /** What the summary has to say of it; resolved when it can be copied. */
  notices: Promise<readonly Notice[]>;
  private bridge: Bridge | undefined;
  private isReady = false;
  private neverBegan = false;
  /** True when a module could not be imported: another process for the same file could not, either. */
  hasFailed = false;
  private files: Readonly<Record<string, string>> = {};
  private readonly checkedFor = new WeakSet<FileConfig>();
  /** Only looked at: who holds it strongly is the file, which must not be kept alive by a worker. */
  private user: WeakRef<GatewayUser> | undefined;
  private askedAtImport: string | undefined;

  /** `options`: as for a process of its own. */
  constructor(
    config: FileConfig,
    options: BridgeOptions,
    private readonly gateway: ImportGateway,
  ) {
    this.checkedFor.add(config);
    this.notices = this.start(config, options);
    this.notices.catch((error: unknown) => this.fail(error)); // Said to whoever waits for it.
  }

  /** True when its process has ended. */
  get isGone(): boolean {
    return this.neverBegan || (this.bridge !== undefined && !this.bridge.isUsable);
  }

  /** True when a module has changed on disk since, or could not be imported. Looked at once for each test file. */
  isStaleFor(config: FileConfig): boolean {
    if (this.checkedFor.has(config)) return false;
    this.checkedFor.add(config);
    return this.hasFailed || Object.entries(this.files).some(([path, modified]) => modifiedAt(path) !== modified);
  }

  /** Who answers what clients ask that were made at import. */
  usedBy(user: GatewayUser): void {
    this.user = new WeakRef(user);
  }

  /** Undefined where there is nothing to copy. `onNotForkable`: a module has done in the meantime what is in the way. */
  async copy(options: CopyOptions, onNotForkable: (why: DspexError) => void): Promise<Bridge | undefined> {
    try {
      return await this.bridge?.copy(options);
    } catch (error) {
      if (!isDspexError(error) || error.code !== 'NOT_FORKABLE') throw error;
      onNotForkable(error);
      this.bridge?.kill(error.parts.what);
      this.bridge = undefined;
      return undefined;
    }
  }

  /** Whoever waits from now on hears the same. */
  giveUp(error: DspexError): void {
    this.notices = Promise.reject(error);
    this.notices.catch(() => undefined);
    this.fail(error);
  }

  close(why: string): void {
    this.bridge?.kill(why);
    void this.gateway.close();
  }

  /** The next test file tries again; the next who asks, where the process ended before anything was imported: that says nothing of modules. */
  private fail(error: unknown): void {
    this.neverBegan = isGone(error);
    this.hasFailed = !this.neverBegan;
    this.bridge?.kill('a module could not be imported');
    this.bridge = undefined;
  }

  /** Modules that are in the way of copies are left out, each by a new start: an import cannot be undone. */
  private async start({ options, runSeed }: FileConfig, given: BridgeOptions): Promise<readonly Notice[]> {
    const notices: Notice[] = [];
    let modules: readonly string[] = options.python.preload;
    const own = await this.ownOptions(given, runSeed);
    while (modules.length > 0) {
      this.askedAtImport = undefined;
      this.files = {};
      this.bridge = await Bridge.open(own);
      const refused = await this.importAll(this.bridge, modules);
      if (refused === undefined) break;
      this.bridge.kill('a module is in the way of copies');
      this.bridge = undefined;
      notices.push(refused);
      modules = modules.filter((module) => module !== refused.module);
    }
    this.isReady = true;
    return notices;
  }

  /** The first module that a copy cannot have, and why. */
  private async importAll(bridge: Bridge, modules: readonly string[]): Promise<Notice | undefined> {
    for (const module of modules) {
      const startedAt = performance.now();
      const done = await bridge.request('preload', { module }, {}).catch((error: unknown) => {
        if (this.askedAtImport === undefined) throw endedBy(module, error);
        return { durationMs: performance.now() - startedAt, inTheWay: null, files: {} };
      });
      this.files = { ...this.files, ...done.files };
      const why = this.askedAtImport ?? (done.inTheWay === null ? undefined : `it leaves ${done.inTheWay}`);
      if (why !== undefined) return { module, text: notPreloaded(module, why, done.durationMs) };
    }
    return undefined;
  }

  /** As those of the test that is the first to ask, without anything of that test. */
  private async ownOptions(given: BridgeOptions, seed: number): Promise<BridgeOptions> {
    const url = this.gateway.urlFor(this.gatewayUser());
    const { world } = given;
    const env = Object.entries(world.env).map(([name, value]) => [name, value.replace(GATEWAY_ADDRESS, url)]);
    return {
      ...given,
      world: { ...world, env: Object.fromEntries(env), seed, allowHosts: await this.allowedWith(world) },
      user: {
        testName: null,
        answer: (call) => Promise.reject(this.refuse(call)),
        rejected: () => undefined,
        refused: ({ what }) => (this.askedAtImport = `it asks the network when it is imported (${what.slice(0, -1)})`),
      },
    };
  }

  /** A client that a module made at its import goes on asking the gateway of that time. */
  private async allowedWith({ network, allowHosts }: World): Promise<string[]> {
    return network === 'namespace' ? allowHosts : [...allowHosts, this.gateway.host()];
  }

  private gatewayUser(): GatewayUser {
    return {
      answer: (call, listener) => {
        const user = this.isReady ? this.user?.deref() : undefined;
        return user === undefined ? Promise.reject(this.refuse(call)) : user.answer(call, listener);
      },
      onUnanswerable: (error) => this.user?.deref()?.onUnanswerable(error),
    };
  }

  private refuse({ model }: LmCall): DspexError {
    this.askedAtImport = `it asks the LM ${model} when it is imported`;
    return new DspexError({
      code: 'LM_MISS',
      what: `A module of python.preload asks the LM ${model} when it is imported.`,
      why: 'no test runs then, and no rule of one could answer',
      next: 'ask when a program runs, or take the module out of python.preload',
    });
  }
}

/** Whichever test asks, it would hear of a process of its own that ended, and would look for the fault in its program. */
function endedBy(module: string, error: unknown): unknown {
  if (!isDspexError(error) || error.code !== 'CHILD_CRASHED') return error;
  return new DspexError({
    ...error.parts,
    code: 'MODULE_IMPORT_FAILED',
    what: `"${module}" of python.preload ended Python while it was imported.`,
    next: `python3 -c "import ${module}"   # shows it without the tests; or take it out of python.preload`,
  });
}

function notPreloaded(module: string, why: string, ms: number): string {
  return `"${module}" of python.preload is imported anew in every process, ${Math.round(ms)} ms each: ${why}`;
}

/** Empty for a file that is gone. */
function modifiedAt(path: string): string {
  return String(statSync(path, { bigint: true, throwIfNoEntry: false })?.mtimeNs ?? '');
}
