import type { RuleError, RuleHandle } from '../../shared/boundaries/facade';
import { LM_FAULTS, type LmCall, type LmFaultReply } from '../../shared/boundaries/lm-call';
import type { RuleMatcher } from '../../shared/boundaries/rule-matcher';
import { isSaid } from '../../shared/boundaries/said-reply';
import { recordOf } from '../call/read-json';
import { errorReply } from '../call/reply';
import { type Checked, checkedSaid, sayable } from './checked-said';
import { invalidRule, noReply } from './invalid-rule';
import { matches } from './match';
import { ruleThrew } from './rule-threw';

/** What a rule answers with, before it is fitted to the call. */
export type RuleReply =
  | { readonly kind: 'value'; readonly value: unknown }
  | Checked
  | { readonly kind: 'stream'; readonly chunks: readonly string[]; readonly everyMs: number; readonly cutAfter: number | null }
  | { readonly kind: 'tool'; readonly name: string; readonly args: Readonly<Record<string, unknown>> };

/** One reply taken from a rule, with the delay before it. */
export interface TakenReply {
  readonly reply: RuleReply;
  readonly delayMs: number;
  /** It was for one call. */
  readonly wasQueued: boolean;
}

/** A matcher and its replies: first the queued ones, once each, then the last persistent one. */
export class Rule implements RuleHandle {
  used = 0;
  private timesLeft = Number.POSITIVE_INFINITY;
  private delayMs = 0;
  private readonly queue: RuleReply[] = [];
  private persistent: RuleReply | undefined;

  constructor(
    readonly matcher: RuleMatcher,
    readonly declaredAt: string,
    /** Of a hook such as beforeEach: it is there for those tests that need it. */
    readonly isOfHook = false,
  ) {}

  times(count: number): void {
    if (!Number.isInteger(count) || count < 1)
      throw invalidRule(this, `.times(${String(count)})`, 'times takes a whole number from 1', ".reply('…').times(2)");
    this.timesLeft = count;
  }

  delay(ms: number): void {
    if (!(ms >= 0)) throw invalidRule(this, `.delay(${String(ms)})`, 'delay takes milliseconds from 0', ".delay(250).reply('…')");
    this.delayMs = ms;
  }

  reply(value: unknown): void {
    this.persistent = this.replyOf(value);
  }

  replyOnce(value: unknown): void {
    this.queue.push(this.replyOf(value));
  }

  replyWithError(error: RuleError): void {
    const { status } = recordOf(error);
    if (!(Number.isInteger(status) && Number(status) >= 400 && Number(status) <= 599))
      throw invalidRule(
        this,
        `.replyWithError({ status: ${String(status)} })`,
        'status is an HTTP error, 400 to 599',
        ".replyWithError({ status: 429, message: 'slow down' })",
      );
    this.persistent = errorReply(error);
  }

  replyWithFault(fault: LmFaultReply['fault']): void {
    if (!LM_FAULTS.includes(fault))
      throw invalidRule(
        this,
        `.replyWithFault(${JSON.stringify(fault)})`,
        `a fault is one of: ${LM_FAULTS.join(', ')}`,
        `.replyWithFault('${LM_FAULTS[0]}')`,
      );
    this.persistent = { kind: 'fault', fault };
  }

  stream(chunks: readonly string[], everyMs: number, cutAfter: number | null): void {
    if (!Array.isArray(chunks) || chunks.some((chunk) => typeof chunk !== 'string'))
      throw invalidRule(this, `.stream(${JSON.stringify(chunks)})`, 'a stream takes a list of texts', ".stream(['one ', 'two'])");
    if (cutAfter !== null && !(Number.isInteger(cutAfter) && cutAfter >= 0 && cutAfter <= chunks.length))
      throw invalidRule(
        this,
        `.stream(…, { cutAfter: ${String(cutAfter)} })`,
        `a stream of ${chunks.length} chunks can be cut after 0 to ${chunks.length}`,
        `.stream(['one ', 'two'], { cutAfter: 1 })`,
      );
    this.persistent = { kind: 'stream', chunks: [...chunks], everyMs, cutAfter };
  }

  callTool(name: string, args: Readonly<Record<string, unknown>>): void {
    this.queue.push({ kind: 'tool', name, args });
  }

  /** Throws RULE_INVALID where a function of the rule throws. */
  matches(call: LmCall): boolean {
    try {
      return matches(this.matcher, call);
    } catch (thrown) {
      throw ruleThrew(this.declaredAt, thrown);
    }
  }

  /** How many replies are left that are for one call each. */
  get queued(): number {
    return this.timesLeft > 0 ? this.queue.length : 0;
  }

  /** All replies that are left. */
  get left(): readonly RuleReply[] {
    return this.persistent === undefined ? this.queue : [...this.queue, this.persistent];
  }

  /** False once `times` is used up or, without a persistent reply, the queue is. */
  get hasReply(): boolean {
    return this.timesLeft > 0 && (this.queue.length > 0 || this.persistent !== undefined);
  }

  get hasQueued(): boolean {
    return this.queued > 0;
  }

  get wasGivenAReply(): boolean {
    return this.persistent !== undefined || this.queue.length > 0 || this.used > 0;
  }

  /** The reply that is next, without taking it. */
  peek(): RuleReply | undefined {
    return this.timesLeft > 0 ? (this.queue[0] ?? this.persistent) : undefined;
  }

  /** Takes the next reply. Synchronous, so that calls which arrive at once never get the same queued one. */
  take(): TakenReply {
    const queued = this.queue.shift();
    const reply = queued ?? this.persistent;
    if (reply === undefined) throw noReply(this);
    this.used += 1;
    this.timesLeft -= 1;
    return { reply, delayMs: this.delayMs, wasQueued: queued !== undefined };
  }

  /** A reply that was taken, and answered nothing: it is there for the next call. */
  giveBack({ reply, wasQueued }: TakenReply): void {
    this.used -= 1;
    this.timesLeft += 1;
    if (wasQueued) this.queue.unshift(reply);
  }

  /** Up to so many replies after the one that was taken, for a call that asks for several at once; errors wait for a call of their own. */
  takeMore(count: number): RuleReply[] {
    const more: RuleReply[] = [];
    while (more.length < count) {
      const next = this.queue[0] ?? this.persistent;
      if (next === undefined || next.kind === 'error' || next.kind === 'fault' || next.kind === 'stream') break;
      more.push(next);
      this.queue.shift();
    }
    return more;
  }

  private replyOf(value: unknown): RuleReply {
    if (!isSaid(value)) return { kind: 'value', value };
    try {
      return checkedSaid(value);
    } catch (cause) {
      throw invalidRule(this, 'without a reply that can be said', (cause as Error).message, sayable(value));
    }
  }
}
