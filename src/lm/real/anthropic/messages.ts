import type { LmCall, LmMessage, LmPart } from '../../../shared/boundaries/lm-call';
import { resultText } from '../../call/call-text';
import { isRecord } from '../../call/read-json';
import { joinToolResults, withCallIds } from '../../call/tool-results';
import { withCarried } from '../with-carried';
import { mediaBlock } from './media';

type Part<T extends LmPart['type']> = Extract<LmPart, { type: T }>;

/** The conversation. Anthropic wants all results of a turn in one message of the user's, each under the id of its call. */
export function messagesOf({ messages }: LmCall): object[] {
  return joinToolResults(withCallIds(messages)).map(({ role, parts, carried }) =>
    withCarried({ role: roleOf(role), content: contentOf(parts) }, carried),
  );
}

function roleOf(role: LmMessage['role']): string {
  return role === 'tool' ? 'user' : role;
}

function contentOf(parts: readonly LmPart[]): unknown {
  const [only, ...more] = parts;
  if (only?.type === 'text' && more.length === 0 && only.carried === undefined) return only.text;
  return parts.flatMap(blocksOf);
}

/** A text without a word is refused by the API. */
function blocksOf(part: LmPart): object[] {
  switch (part.type) {
    case 'text':
      return part.text === '' ? [] : [withCarried({ type: 'text', text: part.text }, part.carried)];
    case 'media':
      return [withCarried(mediaBlock(part) ?? {}, part.carried)];
    case 'tool_call':
      return [callBlock(part)];
    case 'tool_result':
      return [resultBlock(part)];
    case 'thinking':
      return part.carried === undefined ? [] : [part.carried];
    default:
      return [part.value as object];
  }
}

function callBlock({ id = '', name, arguments: args, carried }: Part<'tool_call'>): object {
  return withCarried({ type: 'tool_use', id, name, input: isRecord(args) ? args : { input: args } }, carried);
}

function resultBlock({ id = '', content, carried }: Part<'tool_result'>): object {
  const isError = isRecord(content) && Object.keys(content).join() === 'error';
  const said = isError ? content.error : content;
  const isBlocks = Array.isArray(said) && said.length > 0 && said.every((block) => isRecord(block) && typeof block.type === 'string');
  const block = { type: 'tool_result', tool_use_id: id, content: isBlocks ? said : resultText(said) };
  return withCarried(isError ? { ...block, is_error: true } : block, carried);
}
