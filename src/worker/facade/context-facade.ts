import type { AdapterCommand } from '../../adapters/adapter';
import { sharedScope } from '../../resources/scope/shared-scope';
import type { EvaluationFacts } from '../../shared/boundaries/details';
import type { ContextFacade, LmFacade, RequestOptions } from '../../shared/boundaries/facade';
import type { Attribution } from '../attribution/attribution';
import type { Context } from '../context/context';
import { gatewayVariables } from '../doors/gateway-variables';
import { testLmVariables } from '../doors/test-lm-door';
import { redactingErrors } from '../errors/redacted-error';
import type { ContextParts } from '../test/context-parts';
import { limitedCleanup } from './limited-cleanup';
import { resourcesFacade } from './resources-facade';

export interface FacadeParts {
  readonly attribution: Attribution;
  readonly rootDir: string;
  readonly partsOf: (context: Context) => ContextParts;
  /** The address at which processes of a context ask in its name. */
  readonly gatewayUrl: (context: Context) => string;
}

/** What the sandbox may do with one context. Frozen; everything that crosses is text or a function. */
export function contextFacade(context: Context, parts: FacadeParts): ContextFacade {
  const { python, resources } = parts.partsOf(context);
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
    sessionId: python.sessionId,
    rootDir: parts.rootDir,
    get seed() {
      return context.seed;
    },
    lm: lmFacade(context, () => parts.gatewayUrl(context)),
    resources: resourcesFacade(resources, redact),
    async request(command: AdapterCommand, params: string, options: RequestOptions = {}) {
      // A program made in beforeAll is the file's; the LM calls it makes now are those of the test that runs it.
      const asking = context.kind === 'test' ? context : parts.attribution.current();
      const result = await redactingErrors(redact, () =>
        python.request(command, JSON.parse(params), options, parts.partsOf(asking).python),
      );
      return JSON.stringify(result ?? null);
    },
    tellEvaluation: (facts: string) => void context.evaluations.push(JSON.parse(facts) as EvaluationFacts),
    nextOrdinal: (name: string) => context.nextOrdinal(name),
    onCleanup: (cleanup: () => unknown) =>
      (sharedScope() ?? context).onCleanup(() => limitedCleanup(cleanup, context.label, context.resolved.timeoutMs)),
  });
}

function lmFacade(context: Context, gatewayUrl: () => string): LmFacade {
  const { rules, journal, cassettes } = context;
  return Object.freeze({
    addRule: (matcher: Parameters<LmFacade['addRule']>[0], declaredAt: string) =>
      rules.addRule({ matcher, declaredAt, isOfHook: context.isInHook }),
    otherwise: (reply: unknown) => rules.otherwise(reply),
    expectMiss: (count: number) => journal.expectMiss(count),
    expectProblem: (code: string, count: number) => journal.expectProblem(code, count),
    assertAllUsed: () => {
      const unused = context.unusedRules({ ofHooks: true });
      if (unused !== undefined) throw unused;
    },
    normalize: (change: (text: string) => string) => cassettes.addNormalizer((text) => String(change(text))),
    testLm: async () => {
      const url = gatewayUrl();
      return JSON.stringify({ url, env: { ...gatewayVariables(url), ...testLmVariables(url) } });
    },
    gateway: async () => {
      const url = gatewayUrl();
      return JSON.stringify({ url, env: gatewayVariables(url) });
    },
    redact: (text: string) => cassettes.redact(text),
    stable: (text: string) => cassettes.stable(text),
    calls: (of?: readonly string[]) => JSON.stringify(journal.calls(of && new Set(of))),
  });
}
