import { type Message, messagesIn } from './messages';

const END_OF_EVENT = /\r?\n\r?\n/;

/** The messages of a response as they come: a server may ask something, or leave its stream open, before it has said all. */
export async function* messagesOf(response: Response, onText: (text: string) => void): AsyncGenerator<Message> {
  const isEvents = response.headers.get('content-type')?.includes('text/event-stream') === true;
  let rest = '';
  for await (const text of textOf(response)) {
    onText(text);
    const events = (rest + text).split(isEvents ? END_OF_EVENT : NEVER);
    rest = events.pop() as string;
    for (const event of events) yield* messagesIn(dataOf(event));
  }
  yield* messagesIn(isEvents ? dataOf(rest) : rest);
}

const NEVER = /(?!)/;

async function* textOf({ body }: Response): AsyncGenerator<string> {
  if (body === null) return;
  const decoder = new TextDecoder();
  for await (const chunk of body) yield decoder.decode(chunk as Uint8Array, { stream: true });
}

/** An event's data, whose lines may be several. */
function dataOf(event: string): string {
  return event
    .split(/\r?\n/)
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice(5).trimStart())
    .join('\n');
}
