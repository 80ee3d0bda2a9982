import type { LmErrorReply, LmFaultReply } from '../../shared/boundaries/lm-call';
import { SaidErrorParts, SaidFaultParts, SaidParts } from '../../shared/boundaries/said-parts';
import { SAID, type SaidError, type SaidReply } from '../../shared/boundaries/said-reply';
import { isRecord } from '../call/read-json';
import { errorReply } from '../call/reply';

/** A reply or an error that was said in full, checked. */
export type Checked = { readonly kind: 'said'; readonly parts: SaidParts } | LmErrorReply | LmFaultReply;

/** Throws a TypeError that says what cannot be said so. */
export function checkedSaid(said: SaidReply | SaidError): Checked {
  if (said[SAID] === 'error') {
    if (isRecord(said.parts) && 'fault' in said.parts) return { kind: 'fault', ...parsed('lmError', SaidFaultParts, said.parts) };
    return errorReply(parsed('lmError', SaidErrorParts, said.parts));
  }
  const parts = parsed('lmReply', SaidParts, said.parts);
  const texts = (['text', 'fields', 'chunks', 'choices'] as const).filter((name) => parts[name] !== undefined);
  if (texts.length > 1) throw new TypeError(`lmReply was given ${texts.join(' and ')}: a reply says one of these`);
  return { kind: 'said', parts };
}

/** How the same kind of thing is said, for who said it wrong. */
export function sayable({ [SAID]: kind, parts }: SaidReply | SaidError): string {
  if (kind === 'error') return ".reply(lmError({ status: 429, message: 'slow down' }))";
  const has = (name: string): boolean => isRecord(parts) && name in parts;
  if (has('metadata') || has('finishReason'))
    return ".reply(lmReply({ text: 'Rain.', finishReason: 'stop', metadata: { message: { stop_reason: 'pause_turn' } } }))";
  return has('chunks') ? ".reply(lmReply({ chunks: ['Ra', 'in.'] }))" : ".reply(lmReply({ text: 'Rain.' }))";
}

interface Schema<T> {
  safeParse(parts: unknown): { success: true; data: T } | { success: false; error: { issues: readonly Problem[] } };
}

interface Problem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

function parsed<T>(maker: string, schema: Schema<T>, parts: unknown): T {
  const result = schema.safeParse(parts);
  if (result.success) return result.data;
  if (!isRecord(parts)) throw new TypeError(`${maker} was given ${JSON.stringify(parts)}: it takes an object`);
  const [problem] = result.error.issues;
  const place = problem?.path.join('.') ?? '';
  throw new TypeError(`${maker} was given ${place === '' ? 'what it does not know' : place}: ${problem?.message}`);
}
