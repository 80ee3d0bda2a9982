import type { LmCall } from '../../shared/boundaries/lm-call';
import { decodeValues } from '../../shared/values/values';
import { ADDED_FIELD, inputValues } from '../call/call-fields';
import { promptOf } from '../call/call-text';
import { defaultContent } from '../rules/default-reply';
import { valueMatches } from '../rules/value-matches';

/** Longer text is matched by its start. */
const LONGEST = 60;

/** A rule that would answer this call: valid JavaScript, real values from the call, empty replies to fill in. */
export function pasteRule(call: LmCall): string {
  if (call.fields !== null) return `dspex.lm.when(${inputsLiteral(call)}).reply(${outputsLiteral(call)});`;
  return `dspex.lm.whenPrompt(${textPattern(promptOf(call))}).reply(${replyLiteral(call)});`;
}

function replyLiteral(call: LmCall): string {
  if (call.operation === 'embed') return '{ embedding: [1, 0, 0] }';
  if (call.operation === 'moderate') return '{ flagged: true }';
  if (call.operation === 'count_tokens') return '{ tokens: 1 }';
  const { text, toolCalls } = defaultContent(call, '');
  return JSON.stringify(toolCalls[0]?.arguments ?? text);
}

function inputsLiteral(call: LmCall): string {
  const inputs = Object.entries(inputValues(call)).filter(([, value]) => isPlain(value));
  return objectLiteral(inputs, textPattern);
}

function outputsLiteral(call: LmCall): string {
  const outputs = Object.entries(decodeValues(defaultContent(call, '').fields) as Record<string, unknown>);
  return objectLiteral(
    outputs.filter(([name]) => name !== ADDED_FIELD),
    quoted,
  );
}

function objectLiteral(entries: readonly (readonly [string, unknown])[], ofText: (text: string) => string): string {
  if (entries.length === 0) return '{}';
  return `{ ${entries.map(([name, value]) => `${name}: ${typeof value === 'string' ? ofText(value) : JSON.stringify(value)}`).join(', ')} }`;
}

function textPattern(text: string): string {
  return text.length <= LONGEST && !text.includes('\n') ? quoted(text) : `/${escaped(text)}/`;
}

function escaped(text: string): string {
  const start =
    text
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim()
      .slice(0, LONGEST) ?? '';
  return start.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replace(/\\"/g, '"').replace(/'/g, "\\'")}'`;
}

function isPlain(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value) || Array.isArray(value) || isShortJson(value);
}

/** A small object that JSON carries whole. */
function isShortJson(value: unknown): boolean {
  const json = JSON.stringify(value);
  return json !== undefined && json.length <= LONGEST && valueMatches(JSON.parse(json), value);
}
