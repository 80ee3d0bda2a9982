import type { LmCall } from '../../shared/boundaries/lm-call';
import { decodeValues } from '../../shared/values/values';
import { inputValues } from '../call/call-fields';
import { promptOf } from '../call/call-text';
import { defaultContent } from '../rules/default-reply';

/** Longer text is matched by its start. */
const LONGEST = 60;

/** A rule that would answer this call: valid JavaScript, real values from the call, empty replies to fill in. */
export function pasteRule(call: LmCall): string {
  if (call.operation !== 'generate')
    return `dspex.lm.whenPrompt(${textPattern(promptOf(call))}).reply(${call.operation === 'embed' ? '{ embedding: [1, 0, 0] }' : '{ tokens: 1 }'});`;
  if (call.fields === null)
    return `dspex.lm.whenPrompt(${textPattern(promptOf(call))}).reply(${JSON.stringify(defaultContent(call, '').text)});`;
  return `dspex.lm.when(${fieldsLiteral(call)}).reply(${repliesLiteral(call)});`;
}

function fieldsLiteral(call: LmCall): string {
  const inputs = Object.entries(inputValues(call)).filter(([, value]) => isPlain(value));
  return `{ ${inputs.map(([name, value]) => `${name}: ${typeof value === 'string' ? textPattern(value) : JSON.stringify(value)}`).join(', ')} }`;
}

function repliesLiteral(call: LmCall): string {
  const values = Object.entries(decodeValues(defaultContent(call, '').fields) as Record<string, unknown>).filter(
    ([name]) => name !== 'reasoning',
  );
  return `{ ${values.map(([name, value]) => `${name}: ${typeof value === 'string' ? quoted(value) : JSON.stringify(value)}`).join(', ')} }`;
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
  return value === null || ['string', 'number', 'boolean'].includes(typeof value) || Array.isArray(value);
}
