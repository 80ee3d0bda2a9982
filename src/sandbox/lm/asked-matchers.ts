import { callsOf, listOf, redacted, shown } from './call-list';
import { type Equals, isAsymmetric, valueHolds } from './held-value';
import type { Lm, LmCallRecord } from './lm';
import type { MatcherResult, MatcherThis } from './matcher-result';
import { checkPromptedWith, insteadOf, missingParts, type PromptedWith } from './prompted-with';

type ToolCall = LmCallRecord['toolCalls'][number];

/** A tool by its name, or with its arguments. */
export type ExpectedTool = string | RegExp | { readonly name: string | RegExp; readonly arguments?: object };

/** The matchers of `dspex.lm` for what was asked, and for the tools that the model called. All throw a TypeError for what they cannot hold. */
export const askedMatchers = {
  toHaveCalledTool(this: MatcherThis, lm: Lm, name: unknown, args?: unknown): MatcherResult {
    const expected = checkTool('toHaveCalledTool', args === undefined ? name : { name, arguments: args });
    const called = toolsOf(callsOf(lm));
    return {
      pass: called.some((one) => isCall(one, expected, this.equals)),
      message: () => `Expected ${this.isNot ? 'no call' : 'a call'} of the tool ${toolText(expected)}.\n${calledText(lm)}`,
    };
  },

  toHaveCalledTools(this: MatcherThis, lm: Lm, expected: unknown): MatcherResult {
    if (!isAsymmetric(expected) && !Array.isArray(expected))
      throw new TypeError(`toHaveCalledTools was given ${shown(expected)}: it takes a list of tools, in order`);
    const called = toolsOf(callsOf(lm));
    return {
      pass: isAsymmetric(expected) ? isList(called, expected, this.equals) : isSequence(called, expected as unknown[], this.equals),
      message: () => `Expected ${this.isNot ? 'other tools than these' : 'these tools'}, in order: ${shown(expected)}.\n${calledText(lm)}`,
    };
  },

  toHaveBeenPromptedWith(this: MatcherThis, lm: Lm, given: unknown): MatcherResult {
    const expected = checkPromptedWith(given);
    const calls = callsOf(lm);
    const missing = calls.map((call) => missingParts(call, expected, this.equals));
    return {
      pass: missing.some((parts) => parts.length === 0),
      message: () =>
        `Expected ${this.isNot ? 'no call' : 'a call'} with ${shown(expected)}.\n${nearestText(calls, missing, expected)}${listOf(calls)}`,
    };
  },
};

/** The call that lacks least, and what it has instead. */
function nearestText(calls: readonly LmCallRecord[], missing: readonly (keyof PromptedWith)[][], expected: PromptedWith): string {
  const least = Math.min(...missing.map((parts) => parts.length));
  const nearest = missing.findIndex((parts) => parts.length === least);
  if (nearest === -1) return '';
  if (least === 0) return `It is call ${nearest + 1}.\n`;
  return `The nearest is call ${nearest + 1}:\n${insteadOf(missing[nearest] as (keyof PromptedWith)[], calls[nearest] as LmCallRecord, expected)}\n`;
}

function toolsOf(calls: readonly LmCallRecord[]): ToolCall[] {
  return calls.flatMap(({ toolCalls }) => toolCalls);
}

function isSequence(called: readonly ToolCall[], expected: readonly unknown[], equals: Equals): boolean {
  const tools = expected.map((one) => checkTool('toHaveCalledTools', one));
  return called.length === tools.length && called.every((one, index) => isCall(one, tools[index] as ExpectedTool, equals));
}

function isList(called: readonly ToolCall[], expected: unknown, equals: Equals): boolean {
  return (
    equals(called, expected) ||
    equals(
      called.map(({ name }) => name),
      expected,
    )
  );
}

function isCall(called: ToolCall, expected: ExpectedTool, equals: Equals): boolean {
  if (isAsymmetric(expected)) return equals(called.name, expected) || equals(called, expected);
  const { name, arguments: args } = partsOf(expected);
  return valueHolds(called.name, name, equals) && (args === undefined || valueHolds(called.arguments, args, equals));
}

function partsOf(expected: ExpectedTool): { readonly name: unknown; readonly arguments?: unknown } {
  return typeof expected === 'object' && 'name' in expected ? expected : { name: expected };
}

function checkTool(matcher: string, expected: unknown): ExpectedTool {
  const { name, ...rest } = partsOf(expected as ExpectedTool);
  const isNamed = typeof name === 'string' || Object.prototype.toString.call(name) === '[object RegExp]' || isAsymmetric(name);
  const other = Object.keys(rest).find((key) => key !== 'arguments');
  if (isNamed && other === undefined) return expected as ExpectedTool;
  throw new TypeError(`${matcher} was given ${shown(expected)}: a tool is its name, or { name, arguments }`);
}

function toolText(expected: ExpectedTool): string {
  const { name, arguments: args } = partsOf(expected);
  return `${shown(name)}${args === undefined ? '' : ` with ${shown(args)}`}`;
}

function calledText(lm: Lm): string {
  const calls = callsOf(lm);
  const lines = calls.flatMap(({ toolCalls }, index) =>
    toolCalls.map(({ name, arguments: args }) => `  ${name}(${shown(args)}), by call ${index + 1}`),
  );
  return lines.length === 0 ? `No tool was called.\n${listOf(calls)}` : redacted(['Tools called:', ...lines].join('\n'));
}
