import type { Adapter, AnswerLmCall } from '../../adapters/adapter';
import { isLmHost, isNamed } from '../../lm/wires/lm-hosts';
import { testOfKey } from '../../shared/asker-key';
import type { LmCall } from '../../shared/boundaries/lm-call';
import { DspexError } from '../../shared/errors';
import { type Attribution, testIsOver } from '../attribution/attribution';
import type { FileConfig } from '../context/file-config';
import type { FileEvents } from '../context/file-events';
import type { TestContext } from '../context/test-context';
import type { FileSlots } from '../file/file-slots';
import type { AdapterNeeds, WorkerHost } from '../host/worker-host';
import type { FileLm } from '../lm/file-lm';
import { HeldProcesses } from '../python/held-processes';
import { LentProcesses } from '../python/lent-processes';
import type { ProcessPermit } from '../python/process-permit';
import { withoutKeys } from '../python/python-world';
import { raiseFence } from './fence';
import { Gateway, type GatewayUser, gatewayVariables } from './gateway';
import { openHttpDoor } from './http/http-door';

interface DoorsParts {
  readonly config: FileConfig;
  readonly global: typeof globalThis;
  readonly root: WorkerHost;
  readonly events: FileEvents;
  readonly lm: FileLm;
  readonly slots: FileSlots;
}

/** The two doors of a file, HTTP from its Node code and DSPy in Python, and the fence below the first. Both lead to the one engine. */
export class Doors {
  private attribution!: Attribution;
  private file!: TestContext;
  private readonly closings = new Set<Promise<void>>();
  private readonly openings: { close(): void }[] = [];
  private readonly gateway = new Gateway();
  private readonly lent: LentProcesses;

  /** Who is asked by what is imported ahead of any test: the test that runs. */
  readonly whoeverRuns: GatewayUser = {
    answer: async (call) => (await this.answer(call, null)).reply,
    onUnanswerable: (error) => this.fail(error),
  };

  constructor(private readonly parts: DoorsParts) {
    this.lent = new LentProcesses(parts.root.link);
  }

  /** Known only after the file's context is made, which needs the doors. */
  attribute(attribution: Attribution, file: TestContext): void {
    this.attribution = attribution;
    this.file = file;
  }

  open(): void {
    const { global, config } = this.parts;
    const { lm, allowHosts } = config.options;
    const isFenced = (host: string): boolean => isLmHost(host, lm.hosts) && !isNamed(host, allowHosts);
    const fence = raiseFence({ isLmHost: isFenced, onBlocked: (error) => this.fail(error) });
    this.openings.push({ close: () => fence.lower() });
    this.openings.push(
      openHttpDoor({
        sandboxGlobal: global,
        lmHosts: lm.hosts,
        allowHosts,
        answer: async (call: LmCall) => (await this.answer(call, null)).reply,
        onUnanswerable: (error: DspexError) => this.fail(error),
      }),
    );
  }

  close(): void {
    for (const opening of this.openings.splice(0).reverse()) opening.close();
  }

  openAdapter(context: TestContext): Adapter {
    const { config, global, root } = this.parts;
    // Python's LM calls without an execute of their own come from this context's process: its test is the first guess.
    const answer: AnswerLmCall = (call, asker) => this.answer(call, asker ?? (context.kind === 'test' ? context.key : null));
    return root.openAdapter({
      context,
      config,
      ...this.processesFor(context),
      answer,
      env: async () => withoutKeys(global.process.env, config.options, gatewayVariables(await this.pythonUrl(context))),
      gatewayHost: () => this.gateway.host(),
      onRejected: (callId, error) =>
        this.attribution
          .journals()
          .find((journal) => journal.has(callId))
          ?.rejected(callId, DspexError.fromWire(error)),
      original: context.copiesOf === undefined ? undefined : context.copiesOf.openedAdapter,
      whoeverRuns: this.whoeverRuns,
      onNotice: (text, key) => this.parts.events.add({ type: 'notice', text, key }),
      onNotCopied: (why) => context.noteNotCopied(why),
      onRefused: (asker, error) => this.chargeRefusal(asker ?? context.key, DspexError.fromWire(error)),
      onFork: (pid, ms) => this.parts.events.add({ type: 'fork', pid, ms }),
      whileWaiting: (waiting) => this.attribution.currentOr(this.file).whileWaiting(waiting),
    });
  }

  /** Who is over cannot fail any more, and nobody else has asked. */
  private chargeRefusal(asker: string, error: DspexError): void {
    const owner = this.attribution.askerNow(asker);
    if (owner !== undefined) owner.journal.addProblem(error);
    else
      this.parts.events.add({
        type: 'notice',
        text: `after the end of "${testOfKey(asker) ?? asker}": ${error.parts.what} ${error.parts.why}`,
      });
  }

  /** A test's own processes come from the last test and go to the next, but under `full`. */
  private processesFor(context: TestContext): Pick<AdapterNeeds, 'held' | 'onClosed'> {
    const { slots } = this.parts;
    const permit = (): ProcessPermit => slots.permitFor(context);
    if (context.kind === 'file' || context.resolved.isolation === 'full') {
      const held = new HeldProcesses(permit());
      return { held, onClosed: () => held.end() };
    }
    const size = slots.sizeOf(context.resolved.adapter);
    const held = this.lent.take(size, permit);
    return { held, onClosed: () => this.lent.keep(size, held) };
  }

  /** Starts to close a test's adapter; the file waits for it at its end. */
  closeLater(adapter: Adapter): Promise<void> {
    const closing = adapter.close().finally(() => this.closings.delete(closing));
    this.closings.add(closing);
    return Promise.resolve();
  }

  /** The address at which processes of the test's own ask in this context's name, as long as it runs. */
  gatewayUrl(context: TestContext): Promise<string> {
    const asker = context.kind === 'test' ? context.key : null;
    return this.gateway.urlFor({
      answer: async (call) => {
        if (!this.attribution.isRunning(context)) throw testIsOver(context.label, call);
        return (await this.answer(call, asker)).reply;
      },
      onUnanswerable: (error) => context.journal.addMiss(error),
    });
  }

  /** The address for SDKs inside of Python: a client that a module made at its import lives on in a process that is lent to the next test. */
  private pythonUrl(context: TestContext): Promise<string> {
    return this.gateway.urlFor({
      answer: async (call) =>
        (await this.answer(call, context.kind === 'test' && this.attribution.isRunning(context) ? context.key : null)).reply,
      onUnanswerable: (error) => (context.isClosed ? this.attribution.currentOr(this.file) : context).journal.addMiss(error),
    });
  }

  async allClosed(): Promise<void> {
    await Promise.all(this.closings);
    await this.lent.close();
    await this.gateway.close();
  }

  private answer(call: LmCall, asker: string | null): ReturnType<AnswerLmCall> {
    const owner = this.attribution.ownerOf(call, asker);
    const { lmMode, layer } = owner.resolved;
    return this.parts.root.engine.answer(call, {
      lmMode,
      layer,
      scope: owner.rules,
      journal: owner.journal,
      label: owner.label,
      defaultText: this.parts.config.options.lm.default,
      redact: this.parts.lm.redactor.text,
      upstream: lmMode === 'mock' ? null : () => this.parts.lm.upstreamOf(owner),
    });
  }

  /** What library code may swallow is kept, and fails the test at its end. */
  private fail(error: DspexError): void {
    this.attribution.currentOr(this.file).journal.addMiss(error);
  }
}
