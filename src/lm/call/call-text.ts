import type { LmCall, LmMessage } from '../../shared/boundaries/lm-call';

/** The text of all messages but the system text, in order, one paragraph each: what `whenPrompt` looks at. */
export function promptOf(call: LmCall): string {
  return call.messages
    .map(textOf)
    .filter((text) => text !== '')
    .join('\n\n');
}

function textOf(message: LmMessage): string {
  return message.parts
    .map((part) => {
      if (part.type === 'text') return part.text;
      if (part.type === 'tool_result') return typeof part.content === 'string' ? part.content : JSON.stringify(part.content);
      return '';
    })
    .filter((text) => text !== '')
    .join('\n');
}
