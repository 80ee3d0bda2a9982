import type { AskedMessage } from '../../shared/boundaries/asked-call';
import { isRegExp } from '../../shared/is-regexp';
import { redacted, shown } from './call-list';
import { type Equals, isAsymmetric, partsHold, textHolds, valueHolds } from './held-value';
import type { LmCallRecord } from './lm';

/** What a call was to have; all that is named. */
export interface PromptedWith {
  /** Input fields of a signature, by name. */
  readonly fields?: object;
  /** Text that stands anywhere in the turns. */
  readonly prompt?: string | RegExp | object;
  readonly system?: string | RegExp | object;
  /** The whole name. */
  readonly model?: string | RegExp | object;
  /** Turns that are there in this order, others between them or not: `{ role, content }`, the content anywhere in the turn. */
  readonly messages?: readonly object[] | object;
  /** Tools that are offered, others besides or not: names, or parts of a tool. */
  readonly tools?: readonly (string | RegExp | object)[] | object;
  /** Settings, by name. */
  readonly sampling?: object;
}

type Holds = (call: LmCallRecord, expected: unknown, equals: Equals) => boolean;

const PARTS: { readonly [Part in keyof PromptedWith]-?: { readonly got: (call: LmCallRecord) => unknown; readonly holds: Holds } } = {
  fields: {
    got: ({ inputs }) => inputs ?? 'a call without a signature',
    holds: ({ inputs }, expected, equals) => inputs !== null && partsHold(inputs, expected, equals),
  },
  prompt: { got: ({ prompt }) => prompt, holds: ({ prompt }, expected, equals) => textHolds(prompt, expected, equals) },
  system: { got: ({ system }) => system, holds: ({ system }, expected, equals) => textHolds(system, expected, equals) },
  model: { got: ({ model }) => model, holds: ({ model }, expected, equals) => valueHolds(model, expected, equals) },
  messages: {
    got: ({ messages }) => messages.map(({ role, content }) => ({ role, content })),
    holds: ({ messages }, expected, equals) => (isAsymmetric(expected) ? equals(messages, expected) : inOrder(messages, expected, equals)),
  },
  tools: {
    got: ({ tools }) => tools.map(({ name }) => name),
    holds: ({ tools }, expected, equals) =>
      isAsymmetric(expected)
        ? equals(tools, expected) || equals(PARTS.tools.got({ tools } as LmCallRecord), expected)
        : listOf(expected).every((one) => tools.some((tool) => isTool(tool, one, equals))),
  },
  sampling: { got: ({ sampling }) => sampling, holds: ({ sampling }, expected, equals) => partsHold(sampling, expected, equals) },
};

const NAMES = Object.keys(PARTS) as (keyof PromptedWith)[];

/** Throws a TypeError for what nothing can be held against. */
export function checkPromptedWith(expected: unknown): PromptedWith {
  const isPlain = typeof expected === 'object' && expected !== null && !Array.isArray(expected) && !isRegExp(expected);
  const given = isPlain && !isAsymmetric(expected) ? Object.keys(expected) : [];
  const wrong = given.find(
    (name) => !NAMES.includes(name as keyof PromptedWith) || (expected as Record<string, unknown>)[name] === undefined,
  );
  if (given.length > 0 && wrong === undefined) return expected as PromptedWith;
  throw new TypeError(
    `toHaveBeenPromptedWith was given ${wrong === undefined ? shown(expected) : `"${wrong}"`}: it takes an object with some of ${NAMES.join(', ')}`,
  );
}

/** The parts of a call that are not what was expected. */
export function missingParts(call: LmCallRecord, expected: PromptedWith, equals: Equals): (keyof PromptedWith)[] {
  return NAMES.filter((name) => expected[name] !== undefined && !PARTS[name].holds(call, expected[name], equals));
}

/** What is there in the place of each of these parts, a line to each. */
export function insteadOf(parts: readonly (keyof PromptedWith)[], call: LmCallRecord, expected: PromptedWith): string {
  return redacted(parts.map((name) => `  ${name}: expected ${shown(expected[name])}, got ${shown(PARTS[name].got(call))}`).join('\n'));
}

function inOrder(messages: readonly AskedMessage[], expected: unknown, equals: Equals): boolean {
  let from = 0;
  return listOf(expected).every((one) => {
    const found = messages.findIndex((message, index) => index >= from && isMessage(message, one, equals));
    from = found + 1;
    return found !== -1;
  });
}

function isMessage(message: AskedMessage, expected: unknown, equals: Equals): boolean {
  if (isAsymmetric(expected)) return equals(message, expected);
  const { content, ...rest } = expected as { content?: unknown };
  return (content === undefined || textHolds(message.content, content, equals)) && partsHold({ ...message }, rest, equals);
}

function isTool(tool: LmCallRecord['tools'][number], expected: unknown, equals: Equals): boolean {
  if (typeof expected === 'string' || isRegExp(expected)) return valueHolds(tool.name, expected, equals);
  if (isAsymmetric(expected)) return equals(tool.name, expected) || equals(tool, expected);
  return partsHold({ ...tool }, expected, equals);
}

function listOf(expected: unknown): readonly unknown[] {
  if (Array.isArray(expected)) return expected;
  throw new TypeError(`toHaveBeenPromptedWith was given ${shown(expected)} where a list belongs`);
}
