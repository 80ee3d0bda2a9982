import type { JournalCall, LmFacade, RuleHandle } from '../../shared/boundaries/facade';
import type { SaidError, SaidReply } from '../../shared/boundaries/said-reply';
import { withBigInts } from '../../shared/values/exact-json';
import { decodeRecord, type GetContext } from '../facade/current-context';
import { declaredAt } from '../facade/declared-at';
import { remade, takingLocal } from '../facade/own-realm';
import { type CallPattern, matcherOf, type PromptPattern, promptMatcherOf } from './pattern';
import type { Fields, RuleCall } from './rule-call';
import { textChange } from './text-change';

/** Fields, text, what `lmReply` or `lmError` made, or a function of the call that gives one of them, now or later. */
export type Reply = string | Record<string, unknown> | SaidReply | SaidError | ((call: RuleCall) => unknown);

/**
 * What a rule answers. Every method gives the rule back, so that calls can be chained. Throws RULE_INVALID for what cannot be a reply.
 *
 * @example
 * dspex.lm.when({ question: /weather/ }).replyWithError({ status: 429, retryAfterMs: 50 }).reply({ answer: 'sunny' });
 */
export interface RuleBuilder {
  /** The rule answers so many calls and no more. */
  times(count: number): RuleBuilder;
  /** Waits so many milliseconds before each reply. Fake timers do not hold it. */
  delay(ms: number): RuleBuilder;
  /** Answers every call from here on, after the queued replies. */
  reply(reply: Reply): RuleBuilder;
  /** Queued: answers one call. */
  replyOnce(reply: Reply): RuleBuilder;
  /** An error of the provider: status 400 to 599; `code` as OpenAI names it, `quotaId` as Gemini does in a 429. */
  replyWithError(error: {
    readonly status: number;
    readonly message?: string;
    readonly retryAfterMs?: number;
    readonly code?: string;
    readonly quotaId?: string;
  }): RuleBuilder;
  /** A transport that fails: a body that is no JSON, an answer that never comes, a connection that is dropped. */
  replyWithFault(fault: 'malformed' | 'timeout' | 'reset'): RuleBuilder;
  /** Pieces of text, `everyMs` milliseconds apart (default 0); `cutAfter` breaks the connection after so many of them. */
  stream(chunks: readonly string[], options?: { readonly everyMs?: number; readonly cutAfter?: number }): RuleBuilder;
  /** Queued: one step of an agent that calls this tool, or a native tool call. */
  callTool(name: string, args?: Record<string, unknown>): RuleBuilder;
}

/** One LM call of the test, as `dspex.lm.calls` gives it. */
export type LmCallRecord = Omit<JournalCall, 'inputs' | 'outputs'> & {
  readonly inputs: Fields | null;
  readonly outputs: Fields | null;
};

/** The test's LM: rules that answer, and the calls that were made. */
export interface Lm {
  /**
   * A rule by signature fields: literals, RegExps, functions of the value, Jest's asymmetric matchers; or a function of the whole call.
   *
   * `also` narrows it by what is no field: the output fields that are asked for, the model, the turn, what a tool has just answered.
   *
   * From the first rule of a file or test on, a call that no rule matches fails the test. Throws RULE_INVALID for what is no field.
   *
   * @example
   * dspex.lm.when({ ticket: /refund/ }).reply({ queue: 'billing' });
   * dspex.lm.when({ ticket: /refund/ }, { outputs: ['code'] }).reply({ code: 'return 1' });
   */
  when(matcher: Record<string, unknown> | ((call: RuleCall) => boolean), also?: CallPattern): RuleBuilder;
  /**
   * A rule by the text of the prompt, for calls of any client. Text is looked for anywhere in it. Throws RULE_INVALID where nothing is named.
   *
   * @example
   * dspex.lm.whenPrompt({ system: /travel agent/, prompt: 'Lisbon' }).reply('Take the tram.');
   * dspex.lm.whenPrompt({ afterTool: 'weather' }).reply('Take an umbrella.');
   */
  whenPrompt(pattern: PromptPattern): RuleBuilder;
  /** Answers what no rule matches; without an argument, with typed defaults. */
  otherwise(reply?: Reply): void;
  /**
   * Throws RULE_UNUSED where a rule of this test (outside of one: of the file) answered nothing, or has replies left that were for one call
   * each. `lm.unusedRules: 'fail'` asks it of every test.
   *
   * @example
   * afterEach(() => dspex.lm.assertAllUsed());
   */
  assertAllUsed(): void;
  /** So many misses, one by default, are what this test is about: they do not fail it. Fewer than so many do. */
  expectMiss(count?: number): void;
  /**
   * Takes out of prompts, before they are held against cassettes, what differs from run to run. Those of the config hold for all tests.
   * Throws OPTION_INVALID for what is no pattern, or no text to stand in its place.
   *
   * @example
   * dspex.lm.normalize(/order-\d+/, 'order-<n>');
   */
  normalize(pattern: string | RegExp, replacement: string): void;
  /**
   * An address on loopback that speaks the wires of Gemini, OpenAI and Anthropic, for processes that the test starts itself: their calls are
   * answered as the test's own. Python gets it by itself.
   *
   * @example
   * const { env } = await dspex.lm.gateway();
   * const child = spawn('node', ['worker.js'], { env: { ...process.env, ...env } });
   */
  gateway(): Promise<GatewayAddress>;
  /** The calls of this test so far, oldest first; a new list at each reading. Costs are in US dollars, durations in milliseconds. */
  readonly calls: readonly LmCallRecord[];
}

/** Where processes of the test's own find its LM. */
export interface GatewayAddress {
  /** The base address for Gemini's and Anthropic's clients. */
  readonly url: string;
  /** The base address for OpenAI's clients. */
  readonly openaiUrl: string;
  /** Variables by which the official SDKs and litellm find it. */
  readonly env: Readonly<Record<string, string>>;
}

export function lmView(getContext: GetContext): Lm {
  const lm = (): LmFacade => getContext().lm;
  const view: Lm = {
    when(matcher, also) {
      const at = declaredAt(view.when);
      return ruleBuilder(remade(() => lm().addRule(matcherOf(matcher, also), at)));
    },
    whenPrompt(pattern) {
      const at = declaredAt(view.whenPrompt);
      return ruleBuilder(remade(() => lm().addRule(promptMatcherOf(pattern), at)));
    },
    otherwise(reply) {
      remade(() => lm().otherwise(localReply(reply)));
    },
    assertAllUsed() {
      remade(() => lm().assertAllUsed());
    },
    expectMiss(count = 1) {
      remade(() => lm().expectMiss(count));
    },
    normalize(pattern, replacement) {
      const change = textChange(pattern, replacement);
      remade(() => lm().normalize(change));
    },
    async gateway() {
      const { url, env } = JSON.parse(await remade(() => lm().gateway())) as { url: string; env: Record<string, string> };
      return { url, openaiUrl: `${url}/v1`, env };
    },
    get calls() {
      return callsIn(lm());
    },
  };
  return view;
}

/** The calls in a context's journal; `of`: those alone, by their ids. */
export function callsIn(lm: LmFacade, of?: readonly string[]): LmCallRecord[] {
  const calls = remade(() => JSON.parse(lm.calls(of))) as JournalCall[];
  return calls.map((call) => ({
    ...call,
    inputs: call.inputs && decodeRecord(call.inputs),
    outputs: call.outputs && decodeRecord(call.outputs),
    toolCalls: call.toolCalls.map((called) => ({ ...called, arguments: withBigInts(called.arguments) })),
  }));
}

function localReply(reply: Reply | undefined): unknown {
  return typeof reply === 'function' ? takingLocal(reply) : reply;
}

function ruleBuilder(handle: RuleHandle): RuleBuilder {
  const then = (change: () => void): RuleBuilder => {
    remade(change);
    return builder;
  };
  const builder: RuleBuilder = {
    times: (count) => then(() => handle.times(count)),
    delay: (ms) => then(() => handle.delay(ms)),
    reply: (reply) => then(() => handle.reply(localReply(reply))),
    replyOnce: (reply) => then(() => handle.replyOnce(localReply(reply))),
    replyWithError: (error) => then(() => handle.replyWithError(error)),
    replyWithFault: (fault) => then(() => handle.replyWithFault(fault)),
    stream: (chunks, { everyMs = 0, cutAfter } = {}) => then(() => handle.stream(chunks, everyMs, cutAfter ?? null)),
    callTool: (name, args = {}) => then(() => handle.callTool(name, args)),
  };
  return builder;
}
