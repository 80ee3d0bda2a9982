import type { EnvironmentContext, JestEnvironmentConfig } from '@jest/environment';
import type { Circus } from '@jest/types';
import { addConfiguredRules } from '../../lm/rules/configured-rules';
import { RuleScope } from '../../lm/rules/rule-scope';
import { FACADE_KEY } from '../../shared/boundaries/facade';
import type { Layer } from '../../shared/layers';
import { namespaceOf } from '../../shared/options/namespace';
import { type ResolvedTest, resolveTest } from '../../shared/options/resolve-test';
import { Attribution } from '../attribution/attribution';
import { type FileConfig, readFileConfig } from '../context/file-config';
import { FileEvents } from '../context/file-events';
import { TestContext } from '../context/test-context';
import { Doors } from '../doors/doors';
import { redactedError } from '../errors/redacted-error';
import { toSandboxError } from '../errors/sandbox-error';
import { makeFacade } from '../facade/facade';
import { workerHost } from '../host/worker-host';
import { FileLeaks } from '../leaks/file-leaks';
import { FileLm } from '../lm/file-lm';
import type { OpenBridges } from '../python/open-bridges';
import { TestRun } from '../test/test-run';
import { FileResources } from './file-resources';
import { FileSlots } from './file-slots';

/** Decides for one test file what the environment class only forwards. Can be driven without Jest. */
export class FileDelegate {
  readonly config: FileConfig;
  private readonly file: TestContext;
  private readonly attribution: Attribution;
  private readonly doors: Doors;
  private readonly events: FileEvents;
  private readonly lm: FileLm;
  private readonly run: TestRun;
  private readonly resources: FileResources;
  private readonly leaks: FileLeaks;
  private readonly bridges: OpenBridges;
  private ending: Promise<unknown[]> | undefined;

  constructor(
    jestConfig: JestEnvironmentConfig,
    context: EnvironmentContext,
    private readonly global: typeof globalThis,
    environmentLayer: Layer | undefined,
  ) {
    this.config = readFileConfig(jestConfig, context, environmentLayer);
    hideOptions(global, jestConfig);
    const root = workerHost();
    this.bridges = root.openBridges;
    this.events = new FileEvents(root.link, this.config.file);
    this.lm = new FileLm(this.config, root.link, this.events, process.env, global.process?.env ?? {});
    const slots = new FileSlots({ file: this.config.file, options: this.config.options, link: root.link });
    this.doors = new Doors({ config: this.config, global, root, events: this.events, lm: this.lm, slots });
    this.leaks = new FileLeaks({
      config: this.config,
      events: this.events,
      starts: root.starts,
      processes: () => root.processes,
      owner: () => this.attribution.currentOr(this.file),
      redactor: this.lm.redactor,
    });
    this.resources = new FileResources(this.config, root, global, this.leaks);
    this.file = this.makeFileContext();
    this.attribution = new Attribution(this.file);
    this.doors.attribute(this.attribution, this.file);
    this.run = new TestRun({
      config: this.config,
      file: this.file,
      attribution: this.attribution,
      doors: this.doors,
      events: this.events,
      link: root.link,
      lm: this.lm,
      resources: this.resources,
      slots,
      leaks: this.leaks,
      global,
    });
    Object.defineProperty(global, FACADE_KEY, { value: makeFacade(this.attribution), configurable: true });
  }

  setup(): void {
    this.doors.open();
    this.leaks.watch();
  }

  /** A test was just declared: keeps the options that isolatedTest gave it. */
  noteTest(state: Circus.State): void {
    this.run.noteTest(state);
  }

  async handleTestEvent(event: Circus.Event, state: Circus.State): Promise<void> {
    await this.run.handle(event, state);
    if (event.name === 'run_finish') await this.chargeFile(state);
  }

  /** Tolerates a setup that failed half-way: Jest calls this then too. */
  async teardown(): Promise<void> {
    try {
      const errors = await this.endFile();
      await this.file.cassettes.finish(this.run.passed).catch((error: unknown) => errors.push(error));
      await this.lm.tell(this.file.resolved.lmMode, this.run.outcomes);
      await this.doors.allClosed();
      this.leaks.tell(this.config.file, this.bridges.takeLeft());
      // Too late to fail a test, and to throw it would drop the results of all.
      for (const { parts } of this.file.journal.takeProblems())
        this.events.add({ type: 'notice', text: `after the last test of ${this.config.file}: ${parts.what}` });
      await this.events.flush(this.file);
      const [first] = errors;
      if (first !== undefined) throw redactedError(first, this.lm.redactor.text);
    } finally {
      this.leaks.close();
      this.doors.close();
      Reflect.deleteProperty(this.global, FACADE_KEY);
    }
  }

  /** What the file itself is charged with, where its tests keep their results: an error in teardown would drop them. */
  private async chargeFile(state: Circus.State): Promise<void> {
    const errors = await this.endFile();
    for (const error of errors.splice(0)) state.unhandledErrors.push(toSandboxError(this.global, error, this.lm.redactor.text));
  }

  /** Once: afterwards nothing of the file is open. */
  private endFile(): Promise<unknown[]> {
    this.ending ??= this.file.close().then(async (errors) => [...errors, ...(await this.leaks.endOf(this.file))]);
    return this.ending;
  }

  private makeFileContext(): TestContext {
    const { options, file, environmentLayer, docblockLayer } = this.config;
    const resolved: ResolvedTest = resolveTest({ options, environmentLayer, docblockLayer, env: process.env });
    const configured = new RuleScope('config', null, 'the config');
    addConfiguredRules(configured, options.lm.responses);
    const ids = namespaceOf({ file, runSeed: this.config.runSeed });
    return new TestContext({
      kind: 'file',
      key: `file ${file}`,
      label: file,
      ids,
      resolved,
      cassettes: this.lm.cassettesOf({ name: null, ordinal: 0 }, [ids.namespace], undefined),
      enclosing: configured,
      sharedWith: undefined,
      copiesOf: undefined,
      onNotCopied: () => undefined,
      openAdapter: (context) => this.doors.openAdapter(context),
      turnOf: () => undefined,
      closeAdapter: (adapter) => adapter.close(),
      onLeftovers: (context, leftovers) => this.leaks.noteLeftovers(context, leftovers),
      gatewayUrl: (context) => this.doors.gatewayUrl(context),
      openResources: (context) => this.resources.openScope(context),
      startOptions: (context, request) => this.resources.startOptions(context, request),
    });
  }
}

/** Jest's environments put their options on the sandbox's global: there is no such global of ours. */
function hideOptions(global: object, { projectConfig }: JestEnvironmentConfig): void {
  const { dspex } = projectConfig.testEnvironmentOptions as { dspex?: unknown };
  if (dspex !== undefined && (global as { dspex?: unknown }).dspex === dspex) Reflect.deleteProperty(global, 'dspex');
}
