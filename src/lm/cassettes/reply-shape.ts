import type { LmChoice } from '../../shared/boundaries/lm-call';
import { type JsonShape, jsonShape, shapeDifferences } from './json-shape';
import type { RecordableReply } from './recorded-reply';

/** DSPy's chat format names its fields so, its XML format as elements that stand alone. */
const FIELD = /\[\[ ## (\w+) ## \]\]\s*([\s\S]*?)(?=\[\[ ## |$)/g;
const ELEMENT = /^<(\w+)>\s*([\s\S]*?)\s*<\/\1>/gm;

/**
 * What changed between two replies to one request, in words: kind, fields, finish reason, tool calls and their arguments, the places of
 * JSON. Empty where only the wording did. What a model thinks before it answers is wording, too.
 */
export function shapeChanges(before: RecordableReply, after: RecordableReply): string[] {
  if (before.kind !== after.kind) return [`kind: ${before.kind} → ${after.kind}`];
  return shapeDifferences(shapeOf(before), shapeOf(after));
}

function shapeOf(reply: RecordableReply): JsonShape {
  if (reply.kind === 'token_count') return new Map();
  if (reply.kind === 'embeddings')
    return new Map([
      ['vectors', String(reply.vectors.length)],
      ['dimensions', String(reply.vectors[0]?.length ?? 0)],
    ]);
  const { others = [] } = reply;
  const choices = [reply, ...others].map((choice, index) => choiceShape(choice, index === 0 ? '' : `choice ${index + 1} `));
  return new Map([['choices', String(others.length + 1)] as const, ...choices.flat()]);
}

function choiceShape({ text, toolCalls, finishReason, refusal }: LmChoice, of: string): [string, string][] {
  const names = toolCalls.map(({ name }) => name).join(', ');
  return [
    [`${of}finish reason`, finishReason],
    [`${of}refusal`, refusal === null || refusal === undefined ? 'none' : 'given'],
    [`${of}tool calls`, names || 'none'],
    ...toolCalls.flatMap((call, index) => [...jsonShape(call.arguments, `${of}tool calls[${index}] ${call.name}`)]),
    ...textShape(text, `${of}text`),
  ];
}

function textShape(text: string | null, at: string): [string, string][] {
  if (text === null) return [[at, 'none']];
  const fields = fieldsOf(text);
  if (fields.length === 0) return [...valueShape(text, at)];
  const names = fields.map(([name]) => name);
  return [[`${at} fields`, names.join(', ')], ...fields.flatMap(([name, value]) => [...valueShape(value, `${at} field ${name}`)])];
}

function fieldsOf(text: string): [name: string, value: string][] {
  const marked = [...text.matchAll(FIELD)].map(([, name = '', value = '']): [string, string] => [name, value.trim()]);
  if (marked.length > 0) return marked.filter(([name]) => name !== 'completed');
  const elements = [...text.matchAll(ELEMENT)].map(([, name = '', value = '']): [string, string] => [name, value]);
  // A page of HTML is no list of fields.
  const isAll = text.replace(ELEMENT, '').trim() === '' && new Set(elements.map(([name]) => name)).size === elements.length;
  return isAll ? elements : [];
}

/** JSON has places; what is a number in one answer and a word in another is text. */
function valueShape(text: string, at: string): JsonShape {
  const value = parsed(text.trim().replace(/^```(?:json)?\s*([\s\S]*?)\s*```$/, '$1'));
  return typeof value === 'object' && value !== null ? jsonShape(value, at) : new Map([[at, 'text']]);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
