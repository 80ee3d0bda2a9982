import type { JournalCall } from '../shared/boundaries/facade';
import type { LmCall, LmReply } from '../shared/boundaries/lm-call';
import { DspexError, isDspexError } from '../shared/errors';
import type { Layer, LmMode } from '../shared/layers';
import { promptOf } from './call-text';
import { defaultReply } from './defaults';
import { explainMiss } from './explain-miss';
import { badReply, endsAgentStep, FINISH_STEP, type FitContext, fitReply, fitValue, messageReply } from './fit-reply';
import type { Journal, LmSource } from './journal';
import { readableCall } from './readable-call';
import type { TakenReply } from './rule';
import type { RuleScope } from './rule-scope';

/** Who asks: whose rules answer, who is charged with a miss. */
export interface Asker {
  readonly lmMode: LmMode;
  readonly layer: Layer;
  readonly scope: RuleScope;
  readonly journal: Journal;
  readonly label: string;
  /** The text default of a mock. */
  readonly defaultText: string;
}

export interface Answered {
  readonly callId: string;
  readonly reply: LmReply;
}

interface Found {
  readonly reply: LmReply;
  readonly source: LmSource;
  readonly ruleDeclaredAt: string | null;
}

// Taken when the module loads, in the outer realm: a test's fake timers never hold an LM call.
const { setTimeout: realSetTimeout } = globalThis;

/** Answers LM calls, whatever door they came through: the asker's rules, then what its LM mode has, else an explained miss. */
export class Engine {
  private count = 0;

  /** Throws LM_MISS, RULE_INVALID, RULE_REPLY_INVALID, LM_MODE_UNAVAILABLE; each is also charged to the asker's journal. */
  async answer(call: LmCall, asker: Asker): Promise<Answered> {
    const callId = `lm${++this.count}`;
    const startedAt = performance.now();
    asker.journal.begin(callId);
    const note = (found: Found): void => asker.journal.add(journalCall({ callId, call, found, durationMs: performance.now() - startedAt }));
    try {
      const found = await this.find(call, asker);
      note(found);
      return { callId, reply: found.reply };
    } catch (error) {
      if (!isDspexError(error)) throw error;
      note({ reply: { kind: 'error', status: 400, message: error.message, retryAfterMs: null }, source: 'miss', ruleDeclaredAt: null });
      if (error.code === 'LM_MISS') asker.journal.addMiss(error);
      else asker.journal.addProblem(error);
      throw error;
    }
  }

  private async find(call: LmCall, asker: Asker): Promise<Found> {
    const taken = takeFromRules(call, asker);
    if (taken !== undefined) return { reply: await taken.reply, source: 'rule', ruleDeclaredAt: taken.declaredAt };
    const fallback = asker.scope.findFallback();
    if (fallback?.reply !== undefined) {
      return {
        reply: await resolveValue(fallback.reply, contextOf(call, asker, 'lm.otherwise')),
        source: 'rule',
        ruleDeclaredAt: 'lm.otherwise',
      };
    }
    if (fallback !== undefined || (asker.lmMode === 'mock' && !asker.scope.isStrict)) return defaultAnswer(call, asker);
    if (asker.lmMode === 'real') throw noRealLm(call);
    throw explainMiss(call, asker);
  }
}

/** Synchronous up to the taking: calls that arrive at once never get the same queued reply. */
function takeFromRules(call: LmCall, asker: Asker): { reply: Promise<LmReply>; declaredAt: string } | undefined {
  const rule = asker.scope.find(call);
  if (rule === undefined) return undefined;
  const context = contextOf(call, asker, rule.declaredAt);
  const next = rule.peek();
  // The agent's step is not what `reply({ answer })` was written for: finish it, and keep the reply for the question after it.
  if (next !== undefined && endsAgentStep(next, call))
    return { reply: Promise.resolve(fitValue(FINISH_STEP, context)), declaredAt: rule.declaredAt };
  return { reply: deliver(rule.take(), context), declaredAt: rule.declaredAt };
}

async function deliver({ reply, delayMs }: TakenReply, context: FitContext): Promise<LmReply> {
  if (delayMs > 0) await new Promise((resolve) => realSetTimeout(resolve, delayMs));
  return reply.kind === 'value' ? resolveValue(reply.value, context) : fitReply(reply, context);
}

async function resolveValue(value: unknown, context: FitContext): Promise<LmReply> {
  if (typeof value !== 'function') return fitValue(value, context);
  let result: unknown;
  try {
    result = await value(readableCall(context.call));
  } catch (cause) {
    throw badReply(
      context,
      'its reply function threw',
      cause instanceof Error ? cause.message : String((cause as Error)?.message ?? cause),
      cause,
    );
  }
  // As with a reply that is written out: what has no step fields answers the question after the step.
  if (endsAgentStep({ kind: 'value', value: result }, context.call)) return fitValue(FINISH_STEP, context);
  return fitValue(result, context);
}

function defaultAnswer(call: LmCall, asker: Asker): Found {
  return { reply: messageReply(call, defaultReply(call, asker.defaultText)), source: 'default', ruleDeclaredAt: null };
}

function contextOf(call: LmCall, asker: Asker, declaredAt: string): FitContext {
  return { call, declaredAt, defaultText: asker.defaultText };
}

function journalCall({ callId, call, found, durationMs }: { callId: string; call: LmCall; found: Found; durationMs: number }): JournalCall {
  const { reply, source, ruleDeclaredAt } = found;
  const isMessage = reply.kind === 'message';
  return {
    callId,
    door: call.door,
    api: call.api,
    model: call.model,
    prompt: promptOf(call),
    system: call.system,
    inputs: call.fields?.inputs ?? null,
    outputs: isMessage ? reply.fields : null,
    text: isMessage ? reply.text : null,
    toolCalls: isMessage ? reply.toolCalls : [],
    error: isMessage ? null : { status: reply.status, message: reply.message },
    usage: isMessage ? reply.usage : { inputTokens: 0, outputTokens: 0 },
    costUsd: 0,
    source,
    ruleDeclaredAt,
    durationMs,
  };
}

function noRealLm(call: LmCall): DspexError {
  return new DspexError({
    code: 'LM_MODE_UNAVAILABLE',
    what: `No rule answers this LM call of ${call.model}, and LM mode real has no provider in this version.`,
    why: 'calls to a real provider are never made without its rate limit and budget, which this version does not have',
    next: "answer it by a rule, or set testEnvironmentOptions: { dspex: { lmModes: { e2e: 'mock' } } }",
  });
}
