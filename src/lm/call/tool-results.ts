import type { LmMessage } from '../../shared/boundaries/lm-call';

/** Results of tools that stand in a row as one message: some wires send each by itself, some all in one. */
export function joinToolResults(messages: readonly LmMessage[]): LmMessage[] {
  const joined: LmMessage[] = [];
  for (const message of messages) {
    const before = joined.at(-1);
    if (message.role !== 'tool' || before?.role !== 'tool') joined.push(message);
    else joined[joined.length - 1] = { role: 'tool', parts: [...before.parts, ...message.parts] };
  }
  return joined;
}

/** The name of each tool call by its id: some wires tell a result's tool by its id alone. */
export function toolNames(messages: readonly LmMessage[]): ReadonlyMap<string, string> {
  const calls = messages.flatMap(({ parts }) => parts.flatMap((part) => (part.type === 'tool_call' ? [part] : [])));
  return new Map(calls.flatMap(({ id, name }) => (id === undefined ? [] : [[id, name] as const])));
}
