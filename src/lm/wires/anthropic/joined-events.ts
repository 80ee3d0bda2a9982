import { readExactly } from '../../../shared/values/exact-json';
import { recordOf, recordsOf, textOr } from '../../call/read-json';

type Json = Record<string, unknown>;

/** The message that the events of a stream make together. */
export function joinedEvents(events: readonly Json[]): Json {
  let message: Json = {};
  const blocks: Growing[] = [];
  for (const event of events) {
    if (event.type === 'message_start') message = { ...recordOf(event.message) };
    else if (event.type === 'message_delta') message = ended(message, event);
    else if (typeof event.index === 'number') blocks[event.index] = afterEvent(blocks[event.index] ?? {}, event);
  }
  return { ...message, content: blocks };
}

function afterEvent(block: Growing, { type, content_block: begun, delta }: Json): Growing {
  if (type === 'content_block_start') return { ...recordOf(begun) };
  return type === 'content_block_delta' ? grown(block, recordOf(delta)) : whole(block);
}

/** The arguments of a tool come as pieces of JSON, which are no input yet. */
const PIECES = Symbol('pieces of JSON');
type Growing = Json & { [PIECES]?: string };

function grown(block: Growing, delta: Json): Growing {
  switch (delta.type) {
    case 'text_delta':
      return { ...block, text: textOr(block.text, '') + textOr(delta.text, '') };
    case 'thinking_delta':
      return { ...block, thinking: textOr(block.thinking, '') + textOr(delta.thinking, '') };
    case 'signature_delta':
      return { ...block, signature: delta.signature };
    case 'citations_delta':
      return { ...block, citations: [...recordsOf(block.citations), delta.citation] };
    case 'input_json_delta':
      return { ...block, [PIECES]: (block[PIECES] ?? '') + textOr(delta.partial_json, '') };
    default:
      return block;
  }
}

function whole({ [PIECES]: pieces = '', ...block }: Growing): Json {
  return pieces === '' ? block : { ...block, input: readInput(pieces) };
}

/** A reply that its limit cut off ends inside of its JSON. */
function readInput(pieces: string): unknown {
  try {
    return readExactly(pieces);
  } catch {
    return { unparsed: pieces };
  }
}

/** The last counts are those of the whole message; what is null there was said before. */
function ended(message: Json, { delta, usage }: Json): Json {
  const counts = Object.entries(recordOf(usage)).filter(([, count]) => count !== null);
  return { ...message, ...recordOf(delta), usage: { ...recordOf(message.usage), ...Object.fromEntries(counts) } };
}
