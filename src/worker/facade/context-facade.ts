import type { AdapterCommand } from '../../adapters/adapter';
import type { ContextFacade, LmFacade, RequestOptions } from '../../shared/boundaries/facade';
import type { Attribution } from '../attribution/attribution';
import type { TestContext } from '../context/test-context';
import { gatewayVariables } from '../doors/gateway';
import { testLmVariables } from '../doors/test-lm-door';
import { redactingErrors } from '../errors/redacted-error';
import { limitedCleanup } from './limited-cleanup';
import { resourcesFacade } from './resources-facade';

/** What the sandbox may do with one context. Frozen; everything that crosses is text or a function. */
export function contextFacade(context: TestContext, attribution: Attribution): ContextFacade {
  const { layer, lmMode, isolation, adapter, bridgeMode } = context.resolved;
  const redact = (text: string): string => context.cassettes.redact(text);
  return Object.freeze({
    kind: context.kind,
    key: context.key,
    label: context.label,
    layer,
    lmMode,
    isolation,
    adapterName: adapter,
    bridgeMode,
    namespace: context.ids.namespace,
    programPrefix: context.ids.programPrefix,
    sessionId: context.sessionId,
    get seed() {
      return context.seed;
    },
    lm: lmFacade(context, redact),
    resources: resourcesFacade(context),
    async request(command: AdapterCommand, params: string, options: RequestOptions = {}) {
      // A program made in beforeAll is the file's; the LM calls it makes now are those of the test that runs it.
      const asking = context.kind === 'test' ? context : attribution.current();
      const result = await redactingErrors(redact, () =>
        context.request(command, JSON.parse(params), { ...options, asker: asking.key }, asking),
      );
      return JSON.stringify(result ?? null);
    },
    nextOrdinal: (name: string) => context.nextOrdinal(name),
    onCleanup: (cleanup: () => unknown) => context.onCleanup(() => limitedCleanup(cleanup, context.label, context.resolved.timeoutMs)),
  });
}

function lmFacade(context: TestContext, redact: LmFacade['redact']): LmFacade {
  return Object.freeze({
    addRule: (matcher: Parameters<LmFacade['addRule']>[0], declaredAt: string) => context.rules.addRule({ matcher, declaredAt }),
    otherwise: (reply: unknown) => context.rules.otherwise(reply),
    expectMiss: (count: number) => context.journal.expectMiss(count),
    normalize: (change: (text: string) => string) => context.cassettes.addNormalizer((text) => String(change(text))),
    testLm: async () => {
      const url = await context.gatewayUrl();
      return JSON.stringify({ url, env: { ...gatewayVariables(url), ...testLmVariables(url) } });
    },
    gateway: async () => {
      const url = await context.gatewayUrl();
      return JSON.stringify({ url, env: gatewayVariables(url) });
    },
    redact,
    stable: (text: string) => context.cassettes.stable(text),
    calls: () => JSON.stringify(context.journal.calls()),
  });
}
