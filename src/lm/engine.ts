import type { LmCall, LmReply } from '../shared/boundaries/lm-call';
import { debug } from '../shared/debug';
import { DspexError, isDspexError } from '../shared/errors';
import { answerByReal, giveBack, orGiveBack, playOrTake, recordOrMiss } from './answer-upstream';
import type { Asker } from './asker';
import { errorReply } from './call/reply';
import { refuseUnknownTurns } from './call/unknown-turns';
import type { Track } from './cassettes/tracks';
import { type Found, journalCall } from './journal-call';
import { explainMiss } from './misses/explain-miss';
import { answerByRule, answerByValue } from './rules/answer-by-rule';
import type { FitContext } from './rules/bad-reply';
import { defaultReply } from './rules/default-reply';
import type { Rule } from './rules/rule';
import { messageOf } from './rules/rule-threw';
import { redactedCall, redactedError } from './secrets/redacted';

export interface Answered {
  readonly callId: string;
  readonly reply: LmReply;
  /** The place of the rule that answered. */
  readonly declaredAt?: string;
}

/** The place of a reply that a test or a file gave to all calls. */
const OTHERWISE = 'lm.otherwise';

/** Answers LM calls, whatever door they came through: the asker's rules, then what its LM mode has, else an explained miss. */
export class Engine {
  private count = 0;

  /** Throws LM_MISS, RULE_INVALID, RULE_REPLY_INVALID, LM_CALL_FAILED for what is no error of this package, and what a cassette or the real LM throws; each is also charged to the asker's journal. */
  async answer(call: LmCall, asker: Asker): Promise<Answered> {
    const callId = `lm${++this.count}`;
    const startedAt = performance.now();
    asker.journal.begin(callId);
    const note = (found: Found): void => {
      const durationMs = performance.now() - startedAt;
      debug(
        'lm',
        () => `${callId} [${asker.label}] ${call.door} ${call.operation} ${call.model} ← ${answeredBy(found)} ${durationMs.toFixed(1)} ms`,
      );
      asker.journal.add(journalCall(call, found, { callId, durationMs }));
      if (found.cassette !== undefined) asker.journal.played(callId, found.cassette);
    };
    try {
      const found = await find(call, asker);
      note(found);
      const { reply, ruleDeclaredAt } = found;
      return ruleDeclaredAt === null ? { callId, reply } : { callId, reply, declaredAt: ruleDeclaredAt };
    } catch (thrown) {
      const error = redactedError(isDspexError(thrown) ? thrown : callFailed(call, thrown), asker.redact);
      const reply = errorReply({ status: 400, message: error.message });
      const { compared, costNanoUsd } = error.parts;
      note({ reply, source: isGivenUp(error) ? 'real' : 'miss', ruleDeclaredAt: null, costNanoUsd });
      if (compared !== undefined) asker.journal.missed(callId, compared);
      if (!isGivenUp(error)) charge(error, asker);
      throw error;
    }
  }
}

/** A rule is taken before anything is awaited: calls that arrive at once never get the same queued reply. */
async function find(call: LmCall, asker: Asker): Promise<Found> {
  refuseUnknownTurns(call);
  const ruled = await byRules(call, asker);
  if (ruled !== undefined) return ruled;
  const recorded = asker.lmMode === 'cached' ? await playOrTake(call, asker) : undefined;
  if (recorded !== undefined && 'reply' in recorded) return recorded;
  return orGiveBack(recorded, asker, () => unrecorded(call, recorded, asker));
}

/** `track`: where the recording of the call would lie, in LM mode cached. */
async function unrecorded(call: LmCall, track: Track | undefined, asker: Asker): Promise<Found> {
  const { scope, lmMode } = asker;
  const unruled = await byDefault(call, asker);
  if (unruled !== undefined) {
    giveBack(track, asker);
    return unruled;
  }
  if (track !== undefined) return recordOrMiss(call, track, asker);
  if (lmMode === 'real') return answerByReal(call, asker);
  throw explainMiss(redactedCall(call, asker.redact), { ...asker, rules: scope.inSight() });
}

/** What a test or a file gives to all calls, and what a mock does. */
async function byDefault(call: LmCall, asker: Asker): Promise<Found | undefined> {
  const fallback = asker.scope.findFallback();
  const said = fallback?.reply === undefined ? undefined : await answerByValue(fallback.reply, contextOf(call, asker, OTHERWISE));
  if (said !== undefined) return { reply: said, source: 'rule', ruleDeclaredAt: OTHERWISE };
  if (fallback === undefined && !hasDefault(call, asker)) return undefined;
  return { reply: defaultReply(call, asker.defaultText), source: 'default', ruleDeclaredAt: null };
}

async function byRules(call: LmCall, asker: Asker): Promise<Found | undefined> {
  const passed = new Set<Rule>();
  for (let rule = asker.scope.find(call); rule !== undefined; rule = asker.scope.find(call, passed)) {
    const reply = await answerByRule(rule, contextOf(call, asker, rule.declaredAt));
    if (reply !== undefined) return { reply, source: 'rule', ruleDeclaredAt: rule.declaredAt };
    passed.add(rule);
  }
  return undefined;
}

/** A mock answers every call by a default. Once a file or a test has rules, only embeddings and token counts keep theirs. */
function hasDefault(call: LmCall, { lmMode, scope, upstream }: Asker): boolean {
  const isGenerated = call.operation === 'generate';
  if (lmMode === 'mock') return !scope.isStrict || !isGenerated;
  // In LM mode real, what the provider cannot do is an error that says so.
  return lmMode === 'cached' && !isGenerated && upstream !== null && !upstream().canAsk(call);
}

function callFailed(call: LmCall, cause: unknown): DspexError {
  return new DspexError({
    code: 'LM_CALL_FAILED',
    what: `An LM call of ${call.model} could not be answered: ${messageOf(cause)}.`,
    why: 'this is no answer of a rule, a cassette or a provider, but an error on the way to one',
    next: 'DEBUG=dspex:lm npx jest …   # says who was asked; the stack is below',
    cause,
    detail: (cause as Error | undefined)?.stack,
  });
}

/** It was the program's own decision, which may be what the test is about. */
function isGivenUp({ code }: DspexError): boolean {
  return code === 'LM_CALL_GIVEN_UP';
}

function charge(error: DspexError, { journal }: Asker): void {
  if (error.code === 'LM_MISS') journal.addMiss(error);
  else journal.addProblem(error);
}

function contextOf(call: LmCall, { defaultText }: Asker, declaredAt: string): FitContext {
  return { call, declaredAt, defaultText };
}

function answeredBy({ source, ruleDeclaredAt, reply }: Found): string {
  return [source, ruleDeclaredAt && `at ${ruleDeclaredAt}`, reply.kind === 'message' ? null : `(${reply.kind})`].filter(Boolean).join(' ');
}
