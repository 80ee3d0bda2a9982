import type { LmCall, LmPart } from '../../../shared/boundaries/lm-call';
import { isRecord } from '../../call/read-json';
import { answeredCalls, toolNames, withCallIds } from '../../call/tool-results';
import { mediaType } from '../media-type';

type Part<T extends LmPart['type']> = Extract<LmPart, { type: T }>;

/** How the contract of a version tells the data of a file. */
export type Contract = string;

/** The conversation as the contract has it. */
export function promptOf({ system, messages: given }: LmCall, contract: Contract): object[] {
  const messages = withCallIds(given);
  const names = toolNames(messages);
  const first = system === '' ? [] : [{ role: 'system', content: system }];
  return [
    ...first,
    ...answeredCalls(messages).map(({ role, parts }) =>
      role === 'system'
        ? { role, content: parts.map((part) => (part.type === 'text' ? part.text : '')).join('') }
        : { role, content: parts.flatMap((part) => contentOf(part, names, contract)) },
    ),
  ];
}

function contentOf(part: LmPart, names: ReadonlyMap<string, string>, contract: Contract): object[] {
  switch (part.type) {
    case 'text':
      return [{ type: 'text', text: part.text }];
    case 'media':
      return [fileOf(part, contract)];
    case 'tool_call':
      return [{ type: 'tool-call', toolCallId: part.id, toolName: part.name, input: part.arguments }];
    case 'tool_result':
      return [resultOf(part, names)];
    default:
      return [];
  }
}

function fileOf(media: Part<'media'>, contract: Contract): object {
  const { data, url, filename } = media;
  const place = data === undefined ? { type: 'url', url: new URL(url ?? '') } : { type: 'data', data };
  return {
    type: 'file',
    // Of a picture's address alone nothing else is known: the contract has this word for it.
    mediaType: mediaType(media) ?? 'image/*',
    data: contract === 'v4' ? place : (place.data ?? place.url),
    ...(filename !== undefined && { filename }),
  };
}

function resultOf({ id = '', name, content }: Part<'tool_result'>, names: ReadonlyMap<string, string>): object {
  return { type: 'tool-result', toolCallId: id, toolName: name ?? names.get(id) ?? id, output: outputOf(content) };
}

function outputOf(content: unknown): object {
  const isError = isRecord(content) && Object.keys(content).join() === 'error';
  const value = isError ? content.error : content;
  const type = typeof value === 'string' ? 'text' : 'json';
  return { type: isError ? `error-${type}` : type, value: value ?? null };
}
