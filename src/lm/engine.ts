import type { JournalCall } from '../shared/boundaries/facade';
import { NANO_USD } from '../shared/boundaries/ledger';
import type { LmCall, LmReply } from '../shared/boundaries/lm-call';
import { DspexError, isDspexError } from '../shared/errors';
import type { Layer, LmMode } from '../shared/layers';
import { sleepUnreferenced } from '../shared/waits/real-timers';
import { promptOf } from './call/call-text';
import type { Claim, ContextCassettes } from './cassettes/context-cassettes';
import type { NearestCassette } from './cassettes/nearest-cassette';
import { isRecordable } from './cassettes/recorded-reply';
import type { Journal, LmSource } from './journal';
import { explainCassetteMiss } from './misses/explain-cassette-miss';
import { explainMiss } from './misses/explain-miss';
import type { RealLm } from './real/real-lm';
import { defaultReply } from './rules/defaults';
import { defaultEmbeddings, defaultTokenCount } from './rules/embedding-default';
import { badReply, endsAgentStep, FINISH_STEP, type FitContext, fitReply, fitValue, messageReply } from './rules/fit-reply';
import { readableCall } from './rules/readable-call';
import type { TakenReply } from './rules/rule';
import type { RuleScope } from './rules/rule-scope';
import { redactedCall } from './secrets/redacted-call';
import { redactedParts } from './secrets/redacted-parts';

/** Who asks: whose rules answer, who is charged with a miss. */
export interface Asker {
  readonly lmMode: LmMode;
  readonly layer: Layer;
  readonly scope: RuleScope;
  readonly journal: Journal;
  readonly label: string;
  /** The text default of a mock. */
  readonly defaultText: string;
  /** Takes secrets out of what an error says. */
  readonly redact: (text: string) => string;
  /** What answers where no rule does, looked up only then; null where the LM mode is mock. */
  readonly beyond: (() => BeyondRules) | null;
}

/** Cassettes and the real LM, as one test has them. */
export interface BeyondRules {
  readonly cassettes: ContextCassettes;
  readonly real: RealLm;
  /** Why a missing cassette cannot be recorded now; null = it can. */
  readonly whyNotRecorded: string | null;
  /** What to type to record the test's calls. */
  readonly recordCommand: string;
  /** Stops the test's clock while it waits for something that is not its work. */
  readonly whileWaiting: <T>(waiting: Promise<T>) => Promise<T>;
  /** Told of each call that no cassette answered. */
  readonly onCassetteMiss: (nearest: NearestCassette | null) => void;
}

export interface Answered {
  readonly callId: string;
  readonly reply: LmReply;
}

interface Found {
  readonly reply: LmReply;
  readonly source: LmSource;
  readonly ruleDeclaredAt: string | null;
  readonly costNanoUsd?: number;
}

/** Answers LM calls, whatever door they came through: the asker's rules, then what its LM mode has, else an explained miss. */
export class Engine {
  private count = 0;

  /** Throws LM_MISS, RULE_INVALID, RULE_REPLY_INVALID, and what a cassette or the real LM throws; each is also charged to the asker's journal. */
  async answer(call: LmCall, asker: Asker): Promise<Answered> {
    const callId = `lm${++this.count}`;
    const startedAt = performance.now();
    asker.journal.begin(callId);
    const note = (found: Found): void => asker.journal.add(journalCall({ callId, call, found, durationMs: performance.now() - startedAt }));
    try {
      const found = await this.find(call, asker);
      note(found);
      return { callId, reply: found.reply };
    } catch (thrown) {
      if (!isDspexError(thrown)) throw thrown;
      const error = redactedError(thrown, asker.redact);
      note({
        reply: { kind: 'error', status: 400, message: error.message, retryAfterMs: null, quotaId: null },
        source: 'miss',
        ruleDeclaredAt: null,
      });
      if (error.code === 'LM_MISS') asker.journal.addMiss(error);
      else asker.journal.addProblem(error);
      throw error;
    }
  }

  private async find(call: LmCall, asker: Asker): Promise<Found> {
    const taken = takeFromRules(call, asker);
    if (taken !== undefined) return { reply: await taken.reply, source: 'rule', ruleDeclaredAt: taken.declaredAt };
    const recorded = asker.lmMode === 'cached' ? await playOrClaim(call, asker) : undefined;
    if (recorded !== undefined && 'reply' in recorded) return recorded;
    const fallback = asker.scope.findFallback();
    if (fallback?.reply !== undefined) {
      return {
        reply: await resolveValue(fallback.reply, contextOf(call, asker, 'lm.otherwise')),
        source: 'rule',
        ruleDeclaredAt: 'lm.otherwise',
      };
    }
    if (fallback !== undefined || (asker.lmMode === 'mock' && (!asker.scope.isStrict || call.operation !== 'generate')))
      return defaultAnswer(call, asker);
    if (recorded !== undefined) return recordOrMiss(call, recorded, asker);
    if (asker.lmMode === 'real') return realAnswer(call, asker);
    throw explainMiss(redactedCall(call, asker.redact), asker);
  }
}

/** The recording that answers, or the place that one would have. */
async function playOrClaim(call: LmCall, asker: Asker): Promise<Found | Claim> {
  const { cassettes } = beyondOf(asker);
  const claim = cassettes.claim(call);
  const reply = await cassettes.find(claim);
  return reply === null ? claim : { reply, source: 'cassette', ruleDeclaredAt: null };
}

async function recordOrMiss(call: LmCall, claim: Claim, asker: Asker): Promise<Found> {
  const { cassettes, real, whyNotRecorded, onCassetteMiss, recordCommand, whileWaiting } = beyondOf(asker);
  if (whyNotRecorded !== null) {
    const nearest = await cassettes.nearest(claim);
    onCassetteMiss(nearest);
    throw explainCassetteMiss(redactedCall(call, asker.redact), asker, { claim, nearest, whyNotRecorded, recordCommand });
  }
  const answer = await whileWaiting(real.answer(call, asker.label, whileWaiting)).catch((error: unknown) => {
    cassettes.release(claim);
    throw error;
  });
  const found = { source: 'real', ruleDeclaredAt: null, costNanoUsd: answer.costNanoUsd } as const;
  if (isRecordable(answer.reply)) return { ...found, reply: await cassettes.record(claim, answer.reply, answer.durationMs) };
  // What failed is told and never kept: its place is that of the call that tries again.
  cassettes.release(claim);
  return { ...found, reply: answer.reply };
}

async function realAnswer(call: LmCall, asker: Asker): Promise<Found> {
  const { real, whileWaiting } = beyondOf(asker);
  const { reply, costNanoUsd } = await real.answer(call, asker.label, whileWaiting);
  return { reply, source: 'real', ruleDeclaredAt: null, costNanoUsd };
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
  // unref'd: a client that gave up must not hold the worker until then.
  if (delayMs > 0) await sleepUnreferenced(delayMs);
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

/** It is printed, and fails a test whose output is kept: prompts are quoted in it. */
function redactedError(error: DspexError, redact: (text: string) => string): DspexError {
  return redact(error.message) === error.message ? error : new DspexError(redactedParts(error.parts, redact));
}

function beyondOf({ beyond, lmMode }: Asker): BeyondRules {
  if (beyond === null) throw new TypeError(`an asker of LM mode ${lmMode} has neither cassettes nor a real LM`);
  return beyond();
}

function defaultAnswer(call: LmCall, asker: Asker): Found {
  if (call.operation === 'embed') return { reply: defaultEmbeddings(call), source: 'default', ruleDeclaredAt: null };
  if (call.operation === 'count_tokens') return { reply: defaultTokenCount(call), source: 'default', ruleDeclaredAt: null };
  return { reply: messageReply(call, defaultReply(call, asker.defaultText)), source: 'default', ruleDeclaredAt: null };
}

function contextOf(call: LmCall, asker: Asker, declaredAt: string): FitContext {
  return { call, declaredAt, defaultText: asker.defaultText };
}

function journalCall({ callId, call, found, durationMs }: { callId: string; call: LmCall; found: Found; durationMs: number }): JournalCall {
  const { reply, source, ruleDeclaredAt, costNanoUsd = 0 } = found;
  const isMessage = reply.kind === 'message';
  return {
    callId,
    door: call.door,
    api: call.api,
    operation: call.operation,
    model: call.model,
    prompt: promptOf(call),
    system: call.system,
    inputs: call.fields?.inputs ?? null,
    outputs: isMessage ? reply.fields : null,
    text: isMessage ? reply.text : null,
    toolCalls: isMessage ? reply.toolCalls : [],
    error: errorOf(reply),
    usage: 'usage' in reply ? reply.usage : { inputTokens: 0, outputTokens: 0 },
    costUsd: costNanoUsd / NANO_USD,
    source,
    ruleDeclaredAt,
    durationMs,
  };
}

function errorOf(reply: LmReply): JournalCall['error'] {
  if (reply.kind === 'error') return { status: reply.status, message: reply.message };
  return reply.kind === 'fault' ? { status: 0, message: reply.fault } : null;
}
