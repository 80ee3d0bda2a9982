import { relative } from 'node:path';
import { redactDebugWith } from '../../shared/debug';
import { posixPath } from '../../shared/posix-path';
import { Attribution } from '../attribution/attribution';
import { Charges } from '../attribution/charges';
import type { Context } from '../context/context';
import type { FileConfig } from '../context/file-config';
import { FileEvents } from '../context/file-events';
import type { GatewayUser } from '../context/gateway-user';
import { FileDetails } from '../details/file-details';
import { Doors } from '../doors/doors';
import { FileStarts } from '../doors/file-starts';
import { GatewayAddresses } from '../doors/gateway-addresses';
import { gatewayVariables } from '../doors/gateway-variables';
import { toSandboxError } from '../errors/sandbox-error';
import { hiddenKeys } from '../keys/hidden-keys';
import { keepKeys } from '../keys/sandbox-keys';
import { FileLeaks } from '../leaks/file-leaks';
import { Answers } from '../lm/answers';
import { toldCalls } from '../lm/call-spans';
import { FileLm } from '../lm/file-lm';
import { FilePython } from '../python/file-python';
import { FileSlots } from '../python/file-slots';
import { withoutKeys } from '../python/python-world';
import { noLongerThan } from '../python/wait-too-long';
import { FileResources } from '../resources/file-resources';
import { MaxFailures } from '../test/max-failures';
import { TestPlan } from '../test/test-plan';
import { TestRun } from '../test/test-run';
import { TimeLimits } from '../test/time-limits';
import { Trials } from '../test/trials';
import { Verdict } from '../test/verdict';
import { Contexts, fileContext } from './contexts';
import { type WorkerParts, workerParts } from './worker-parts';

/** The root of one test file: its parts are built here, once, each with all that it needs. */
export class FileParts {
  readonly worker: WorkerParts = workerParts();
  readonly events: FileEvents;
  readonly details: FileDetails;
  readonly lm: FileLm;
  readonly attribution: Attribution;
  readonly addresses: GatewayAddresses;
  readonly doors: Doors;
  readonly leaks: FileLeaks;
  readonly python: FilePython;
  readonly contexts: Contexts;
  readonly plan: TestPlan;
  readonly run: TestRun;
  private readonly charges: Charges;
  private readonly answers: Answers;
  private readonly slots: FileSlots;

  constructor(
    readonly config: FileConfig,
    private readonly global: typeof globalThis,
  ) {
    const { worker } = this;
    this.events = new FileEvents(worker.link, config.fileOfRun, config.project, config.options.lm.unusedRules !== 'off');
    this.details = new FileDetails(config.testPath);
    this.lm = new FileLm(config, worker.link, this.events, process.env, global.process?.env ?? {}, () => this.plan.outcomes);
    redactDebugWith(this.lm.redactor);
    const told = toldCalls(config, global, this.lm.redactor.text);
    const file = fileContext(config, this.lm, told);
    const hidden = hiddenKeys(config.options, file.resolved.lmMode);
    keepKeys(global, { hidden, placeholders: config.options.lm.placeholders });
    this.attribution = new Attribution(file);
    this.charges = new Charges(this.attribution, this.events);
    this.answers = new Answers(worker.engine, this.attribution, this.charges, this.lm, config);
    this.addresses = new GatewayAddresses(
      this.attribution,
      this.charges,
      async (call, named, listener) => (await this.answers.answer(call, named, listener)).reply,
    );
    this.slots = new FileSlots({ file: config.file, options: config.options, link: worker.link });
    this.leaks = this.openLeaks();
    this.doors = this.openDoors(hidden);
    this.python = this.openPython();
    const resources = this.openResources(file);
    this.contexts = new Contexts({ config, file, lm: this.lm, python: this.python, resources, told });
    this.plan = new TestPlan({ config, file: file.resolved, global, shown: this.shown });
    this.run = this.openRun(file);
  }

  /** An error of the outer realm as the sandbox sees it, without secrets. */
  readonly shown = (error: unknown): Error => toSandboxError(this.global, error, this.lm.redactor.text);

  readonly gatewayUrl = (context: Context): string => this.addresses.of(context);

  /** Who is asked where no door knows whose a call is. */
  private readonly anyTest: GatewayUser = {
    answer: async (call, listener) => (await this.answers.answer(call, null, listener)).reply,
    onUnanswerable: (error) => this.charges.miss(error, null),
  };

  private openDoors(hidden: readonly string[]): Doors {
    const { config, global, anyTest: user, addresses, leaks, worker } = this;
    const ledFile = new FileStarts({ config, addresses, whoStarts: leaks.whoStarts, hiddenKeys: hidden });
    return new Doors({ config, global, user, addresses, ledStarts: worker.ledStarts, ledFile });
  }

  private openLeaks(): FileLeaks {
    return new FileLeaks({
      config: this.config,
      events: this.events,
      starts: this.worker.starts,
      processes: () => this.worker.processes,
      owner: () => this.attribution.chargedWithoutName(),
      redactor: this.lm.redactor,
    });
  }

  private openPython(): FilePython {
    const { config, events, worker, slots, addresses, attribution, charges, answers, leaks, global } = this;
    return new FilePython({
      config,
      events,
      worker: worker.python,
      slots,
      listener: {
        answer: (call, named, signal, hear) => answers.answerDspy(call, named, signal, hear),
        rejected: (callId, error, named) => charges.rejected(callId, error, named),
        refused: (error, named) => charges.problem(error, named),
      },
      gateway: {
        envOf: async (context) => withoutKeys(global.process.env, config.options, gatewayVariables(addresses.ofPython(context))),
        host: () => addresses.host(),
        anyTest: this.anyTest,
      },
      whileWaiting: (waiting, forWhat) =>
        attribution
          .chargedWithoutName()
          .whileWaiting(forWhat === undefined ? waiting : noLongerThan(config.options.maxWaitMs, waiting, forWhat)),
      noteLeftovers: (context, leftovers) => leaks.noteLeftovers(context, leftovers),
    });
  }

  private openResources(file: Context): FileResources {
    const { config, global, leaks, worker, gatewayUrl } = this;
    const { link, things } = worker;
    return new FileResources({
      config,
      file,
      global,
      leaks,
      things,
      processes: () => worker.processes,
      runFolder: () => link.runFolder,
      gatewayUrl,
    });
  }

  private openRun(file: Context): TestRun {
    const { config, events, details, lm, leaks, global, shown, attribution, slots, plan, contexts, worker } = this;
    return new TestRun({
      config,
      attribution,
      events,
      leaks,
      slots,
      plan,
      limits: new TimeLimits(config, global),
      maxFailures: new MaxFailures(config, worker.link, global),
      verdict: new Verdict({ config, file, events, details, lm, leaks, global, causes: worker.causes, shown }),
      trials: new Trials({ plan, events, file: posixPath(relative(process.cwd(), config.testPath)), shown, redact: lm.redactor.text }),
      openParts: (planned, attempt) => contexts.ofTest(planned, attempt),
      shown,
      redact: lm.redactor.text,
    });
  }
}
