import { isRecord, recordOf, recordsOf, textOr } from '../../call/read-json';

type Json = Record<string, unknown>;

const BEGUN_PART = 'response.content_part.added';

/** The response that the events of a stream make together: the last of them has it whole; until then it is what was said. */
export function joinedEvents(events: readonly Json[]): Json {
  const whole = recordOf(events.filter(({ response }) => isRecord(response)).at(-1)?.response);
  const items = new Map<unknown, Json>();
  for (const event of events) {
    const before = items.get(event.output_index);
    if (isRecord(event.item)) items.set(event.output_index, event.item);
    else if (before !== undefined) items.set(event.output_index, grown(before, event));
  }
  const made = [...items.entries()].sort(([one], [other]) => Number(one) - Number(other)).map(([, item]) => item);
  // Some servers end with a response that says nothing of what they said.
  return recordsOf(whole.output).length > 0 || made.length === 0 ? whole : { ...whole, output: made };
}

/**
 * What of the response no event had before the one that ends it, and `logprobs` where no text began with them; nothing until then. Its
 * `output` is begun with in any case.
 */
export function saidLate(events: readonly Json[]): string[] {
  const end = events.find(isEnded);
  if (end === undefined) return [];
  const before = new Set(events.filter((event) => event !== end).flatMap(({ response }) => Object.keys(recordOf(response))));
  const late = Object.keys(recordOf(end.response)).filter((name) => name !== 'output' && before.size > 0 && !before.has(name));
  const texts = events.filter(({ type, part }) => type === BEGUN_PART && recordOf(part).type === 'output_text');
  return texts.length === 0 || texts.some(({ part }) => 'logprobs' in recordOf(part)) ? late : [...late, 'logprobs'];
}

/** True of the event that ends a response, as it was meant to or not. */
export function isEnded({ type }: Json): boolean {
  return /^response\.(completed|incomplete|failed|cancelled)$/.test(String(type));
}

/** What one event says of the text, or of the thoughts. */
export function saidInEvent({ type, delta }: Json): { text?: string; thought?: string } {
  if (type === 'response.output_text.delta') return { text: textOr(delta, '') };
  const isThought = type === 'response.reasoning_summary_text.delta' || type === 'response.reasoning_text.delta';
  return isThought ? { thought: textOr(delta, '') } : {};
}

/** Where a piece of a text grows: which list of its item, by which number, under which name. */
const GROWS: Readonly<Record<string, readonly [list: string, index: string, name: string, type: string]>> = {
  'response.output_text.delta': ['content', 'content_index', 'text', 'output_text'],
  'response.refusal.delta': ['content', 'content_index', 'refusal', 'refusal'],
  'response.reasoning_text.delta': ['content', 'content_index', 'text', 'reasoning_text'],
  'response.reasoning_summary_text.delta': ['summary', 'summary_index', 'text', 'summary_text'],
};

/** Where a piece of what is no text of the model's grows in its item. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  'response.function_call_arguments.delta': 'arguments',
  'response.mcp_call_arguments.delta': 'arguments',
  'response.custom_tool_call_input.delta': 'input',
  'response.code_interpreter_call_code.delta': 'code',
};

function grown(item: Json, event: Json): Json {
  const type = String(event.type);
  const argument = ARGUMENTS[type];
  if (argument !== undefined) return { ...item, [argument]: textOr(item[argument], '') + textOr(event.delta, '') };
  if (type === BEGUN_PART) return withEntry(item, 'content', event.content_index, () => recordOf(event.part));
  const place = GROWS[type];
  if (place === undefined) return item;
  const [list, index, name, kind] = place;
  return withEntry(item, list, event[index], (before) => ({
    type: kind,
    ...(kind === 'output_text' && { annotations: [] }),
    ...before,
    [name]: textOr(before[name], '') + textOr(event.delta, ''),
  }));
}

function withEntry(item: Json, list: string, index: unknown, change: (before: Json) => Json): Json {
  const entries = recordsOf(item[list]);
  const at = typeof index === 'number' ? index : 0;
  const changed = change(entries[at] ?? {});
  return { ...item, [list]: at < entries.length ? entries.map((entry, place) => (place === at ? changed : entry)) : [...entries, changed] };
}
