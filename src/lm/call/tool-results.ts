import type { LmMessage, LmPart } from '../../shared/boundaries/lm-call';

type ToolCall = Extract<LmPart, { type: 'tool_call' }>;
type ToolResult = Extract<LmPart, { type: 'tool_result' }>;

/** Results of tools that stand in a row as one message: some wires send each by itself, some all in one. */
export function joinToolResults(messages: readonly LmMessage[]): LmMessage[] {
  const joined: LmMessage[] = [];
  for (const message of messages) {
    const before = joined.at(-1);
    if (message.role !== 'tool' || before?.role !== 'tool') joined.push(message);
    else joined[joined.length - 1] = { ...before, parts: [...before.parts, ...message.parts] };
  }
  return joined;
}

/** A message whose results say which call of the turn before them they answer, where their order does not: its place, or a tool's name. */
export type AnsweredMessage = Omit<LmMessage, 'parts'> & { readonly parts: readonly (LmPart & { readonly answers?: number | string })[] };

/** The conversation with the results of each turn in the order of its calls, however they came. */
export function answeredCalls(messages: readonly LmMessage[]): AnsweredMessage[] {
  let calls: readonly ToolCall[] = [];
  return joinToolResults(messages).map((message) => {
    if (message.role === 'tool') return { ...message, parts: inOrder(message.parts, calls) };
    const made = message.parts.filter((part) => part.type === 'tool_call');
    if (made.length > 0) calls = made;
    return message;
  });
}

function inOrder(parts: readonly LmPart[], calls: readonly ToolCall[]): AnsweredMessage['parts'] {
  const open = new Set(calls.keys());
  const placed = parts.map((part) => ({ part, place: part.type === 'tool_result' ? placeOf(part, calls, open) : undefined }));
  const sorted = [...placed].sort((one, other) => (one.place ?? Number.POSITIVE_INFINITY) - (other.place ?? Number.POSITIVE_INFINITY) || 0);
  // A result for each call, and nothing else: their order says it all.
  const isWhole = sorted.length === calls.length && sorted.every(({ place }, index) => place === index);
  return sorted.map(({ part, place }) => {
    const answers = place ?? (part.type === 'tool_result' ? part.name : undefined);
    return isWhole || answers === undefined ? part : { ...part, answers };
  });
}

/** The call that a result answers: that of its id, else the first of its name, else the first, that is not answered yet. */
function placeOf({ id, name }: ToolResult, calls: readonly ToolCall[], open: Set<number>): number | undefined {
  const candidates = [...open];
  const byId = candidates.find((index) => id !== undefined && id !== '' && calls[index]?.id === id);
  const byName = candidates.find((index) => name !== undefined && calls[index]?.name === name);
  const first = id === undefined && name === undefined ? candidates[0] : undefined;
  const place = byId ?? byName ?? first;
  if (place !== undefined) open.delete(place);
  return place;
}

/** The name of each tool call by its id: some wires tell a result's tool by its id alone. */
export function toolNames(messages: readonly LmMessage[]): ReadonlyMap<string, string> {
  const calls = messages.flatMap(({ parts }) => parts.flatMap((part) => (part.type === 'tool_call' ? [part] : [])));
  return new Map(calls.flatMap(({ id, name }) => (id === undefined ? [] : [[id, name] as const])));
}

/** The conversation with an id to each call, and each result under the id of the call that it answers: wires that have ids insist on them. */
export function withCallIds(messages: readonly LmMessage[]): LmMessage[] {
  let made = 0;
  let calls: ToolCall[] = [];
  let open = new Set<number>();
  const answered = (part: LmPart): LmPart => {
    if (part.type !== 'tool_result') return part;
    const place = placeOf(part, calls, open);
    return place === undefined ? part : { ...part, id: calls[place]?.id as string };
  };
  return messages.map((message) => {
    if (message.role === 'tool') return { ...message, parts: message.parts.map(answered) };
    const parts = message.parts.map((part): LmPart => (part.type === 'tool_call' ? { ...part, id: part.id || `call_${made++}` } : part));
    const own = parts.filter((part) => part.type === 'tool_call');
    if (own.length > 0) [calls, open] = [own, new Set(own.keys())];
    return { ...message, parts };
  });
}
