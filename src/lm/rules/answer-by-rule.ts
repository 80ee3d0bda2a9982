import type { LmReply } from '../../shared/boundaries/lm-call';
import { sleepUnreferenced } from '../../shared/waits/real-timers';
import { choicesAsked } from '../call/choices-asked';
import { endsAgentStep, FINISH_STEP } from './agent-step';
import { answersAs } from './answers-operation';
import { badReply, type FitContext } from './bad-reply';
import { errorOfFunction } from './error-of-function';
import { fitReply, fitValue } from './fit-reply';
import { readableCall } from './readable-call';
import type { Rule, RuleReply, TakenReply } from './rule';
import { messageOf } from './rule-threw';
import { withChoices } from './several-choices';

/**
 * The reply of a rule that matches. Throws RULE_REPLY_INVALID. Undefined where a function says text to a call that takes numbers: it is no
 * answer to such a call.
 *
 * It is taken before anything is awaited: calls that arrive at once never get the same queued reply. What is no answer is given back.
 */
export async function answerByRule(rule: Rule, context: FitContext): Promise<LmReply | undefined> {
  // The agent's step is not what `reply({ answer })` was written for: finish it, and keep the reply for the question after it.
  if (endsAgentStep(answerIn(rule.peek()), context.call)) return fitValue(FINISH_STEP, context);
  const taken = rule.take();
  const asked = askedAtOnce(taken, context);
  if (asked === undefined) {
    rule.giveBack(taken);
    return undefined;
  }
  const reply = await deliver(asked, rule.takeMore(choicesAsked(context.call) - 1), context);
  if (reply === undefined) rule.giveBack(taken);
  return reply;
}

/**
 * A reply whose function a call for numbers has asked before anybody else can ask the rule; undefined where it says at once what is no
 * answer to such a call. What it promises is seen later.
 */
function askedAtOnce(taken: TakenReply, { call }: FitContext): TakenReply | undefined {
  const { reply } = taken;
  if (call.operation === 'generate' || reply.kind !== 'value' || typeof reply.value !== 'function') return taken;
  const result = outcomeOf(() => (reply.value as (call: unknown) => unknown)(readableCall(call)));
  const isPromise = typeof (result.said as { then?: unknown } | undefined)?.then === 'function';
  const isAnswer = result.threw || isPromise || errorOfFunction(result.said, call) !== undefined || answersAs(call, result.said);
  return isAnswer ? { ...taken, reply: { kind: 'value', value: () => again(result) } } : undefined;
}

interface Outcome {
  readonly threw: boolean;
  readonly said?: unknown;
}

function outcomeOf(work: () => unknown): Outcome {
  try {
    return { threw: false, said: work() };
  } catch (said) {
    return { threw: true, said };
  }
}

function again({ threw, said }: Outcome): unknown {
  if (threw) throw said;
  return said;
}

/** The reply of a value, or of a function that gives one; undefined as for `answerByRule`. Throws RULE_REPLY_INVALID. */
export async function answerByValue(value: unknown, context: FitContext): Promise<LmReply | undefined> {
  if (typeof value !== 'function') return fitValue(value, context);
  const result = await resultOf(() => value(readableCall(context.call)), context);
  const error = errorOfFunction(result, context.call);
  if (error !== undefined) return error;
  if (!answersAs(context.call, result)) return undefined;
  // As with a reply that is written out: what has no step fields answers the question after the step.
  return fitValue(endsAgentStep(result, context.call) ? FINISH_STEP : result, context);
}

/** The fields that a reply gives, if it gives fields and nothing besides. */
function answerIn(reply: RuleReply | undefined): unknown {
  if (reply?.kind === 'value') return reply.value;
  return reply?.kind === 'said' && reply.parts.toolCalls === undefined ? reply.parts.fields : undefined;
}

async function deliver({ reply, delayMs }: TakenReply, more: readonly RuleReply[], context: FitContext): Promise<LmReply | undefined> {
  // unref'd: a client that gave up must not hold the worker until then.
  if (delayMs > 0) await sleepUnreferenced(delayMs);
  const first = await fitted(reply, context);
  if (first === undefined) return undefined;
  const others: LmReply[] = [];
  for (const other of more) others.push((await fitted(other, context)) ?? first);
  return withChoices(first, others, context.call);
}

async function fitted(reply: RuleReply, context: FitContext): Promise<LmReply | undefined> {
  return reply.kind === 'value' ? answerByValue(reply.value, context) : fitReply(reply, context);
}

async function resultOf(work: () => unknown, context: FitContext): Promise<unknown> {
  try {
    return await work();
  } catch (cause) {
    throw badReply(context, 'its reply function threw', messageOf(cause), cause);
  }
}
