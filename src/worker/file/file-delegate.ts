import type { EnvironmentContext, JestEnvironmentConfig } from '@jest/environment';
import type { Circus } from '@jest/types';
import type { Layer } from '../../shared/layers';
import { readFileConfig } from '../context/file-config';
import { redactedError } from '../errors/redacted-error';
import { makeFacade, offerFacade } from '../facade/facade';
import { closeParts } from '../test/context-parts';
import { hideFramesAt } from '../test/own-frames';
import { CircusStorage } from './circus-storage';
import { FileParts } from './file-parts';
import { hideOwn } from './hide-own';

/** Decides for one test file what the environment class only forwards. Can be driven without Jest. */
export class FileDelegate {
  private readonly parts: FileParts;
  private readonly withdrawFacade: () => void;
  private readonly errors: unknown[] = [];
  private readonly circus = new CircusStorage();
  private ending: Promise<unknown[]> | undefined;

  constructor(
    jestConfig: JestEnvironmentConfig,
    context: EnvironmentContext,
    global: typeof globalThis,
    environmentLayer: Layer | undefined,
  ) {
    const config = readFileConfig(jestConfig, context, environmentLayer);
    hideOwn(global, jestConfig);
    this.parts = new FileParts(config, global);
    const { attribution, contexts, gatewayUrl } = this.parts;
    const facade = makeFacade({ attribution, partsOf: (of) => contexts.partsOf(of), gatewayUrl, rootDir: config.rootDir });
    this.withdrawFacade = offerFacade(global, facade);
    // Before Jest runs set-up files: what they put in the place of the platform's own stays.
    this.parts.doors.open();
    this.parts.leaks.watch();
  }

  /** The set-up files are done: what is opened from now on belongs to the file. */
  async setup(): Promise<void> {
    this.parts.leaks.begin();
    await this.parts.run.prepare();
  }

  /** A test was just declared: keeps the options that isolatedTest gave it. */
  noteTest(state: Circus.State): void {
    this.parts.plan.noteDeclared(state);
  }

  async handleTestEvent(event: Circus.Event, state: Circus.State): Promise<void> {
    hideFramesAt(event, state);
    if (event.name === 'test_start') this.circus.seek(event.test);
    await this.parts.run.handle(event, state);
    if (event.name === 'run_finish') await this.chargeFile(state);
  }

  /**
   * Ends what the file has open. Tolerates a setup that failed half-way: Jest calls this then too.
   *
   * Where nothing of ours is open, no turn of the event loop passes: the base's teardown ends the timers of the file as early as without us.
   */
  async close(): Promise<void> {
    const { contexts, python, addresses, leaks, worker, doors, attribution } = this.parts;
    try {
      this.errors.push(...(await this.endFile()));
      await python.close();
      await addresses.close();
      leaks.tell(contexts.file.context.label, worker.python.openBridges.takeLeft());
    } finally {
      leaks.close();
      doors.close();
      attribution.close();
      this.withdrawFacade();
    }
  }

  /** Tells the run of the file as a whole; throws the first thing that failed at its end. */
  async tell(): Promise<void> {
    this.circus.disable();
    const { contexts, lm, plan, events, details, config } = this.parts;
    const { context: file } = contexts.file;
    await file.cassettes.finish(plan.passed).catch((error: unknown) => this.errors.push(error));
    await lm.tell(file.resolved.lmMode);
    // Too late to fail a test, and to throw it would drop the results of all.
    for (const { parts } of file.journal.takeProblems())
      events.add({ type: 'notice', text: `after the last test of ${config.file}: ${parts.what}` });
    details.addFile(file);
    events.add({ type: 'details', file: config.fileOfRun, project: config.project, ...details.take(lm.redactor.snapshot()) });
    await events.flush(file);
    const [first] = this.errors;
    if (first !== undefined) throw redactedError(first, lm.redactor.text);
  }

  /** What the file itself is charged with, where its tests keep their results: an error in teardown would drop them. */
  private async chargeFile(state: Circus.State): Promise<void> {
    const errors = await this.endFile();
    for (const error of errors.splice(0)) state.unhandledErrors.push(this.parts.shown(error));
  }

  /** Once: afterwards nothing of the file is open. */
  private endFile(): Promise<unknown[]> {
    const { contexts, leaks } = this.parts;
    const { file } = contexts;
    this.ending ??= closeParts(file).then(async (errors) => [...errors, ...(await leaks.endOf(file.context, file.resources.used))]);
    return this.ending;
  }
}
