import type { Random } from '../../torture/random';
import type { Meaning, Turn } from './meanings';

type Json = Record<string, unknown>;

const maybe = (random: Random): boolean => random.below(2) === 0;
const dataUrl = (data: string): string => `data:image/png;base64,${data}`;

/** A meaning in the words of a chat completion, in one of the spellings that there are. */
export function asChat(meaning: Meaning, random: Random): Json {
  const { system, turns, tools, choice, temperature, topP, maxTokens, stop, seed, n, schema } = meaning;
  const instructed = system === '' ? [] : [{ role: random.pick(['system', 'developer']), content: texts(system, random) }];
  return {
    model: 'm',
    messages: [...instructed, ...turns.flatMap((turn, index) => chatTurn(turn, index, random))],
    ...(tools.length > 0 && { tools: tools.map((tool) => ({ type: 'function', function: { ...tool, strict: false } })) }),
    ...(tools.length > 0 && { tool_choice: chatChoice(choice) }),
    ...(maybe(random) ? { max_tokens: maxTokens } : { max_completion_tokens: maxTokens }),
    ...(stop !== undefined && { stop: stop.length === 1 && maybe(random) ? stop[0] : stop }),
    ...(maybe(random) && { stream: true, stream_options: { include_usage: true } }),
    ...(n === undefined && maybe(random) ? { n: 1 } : given({ n })),
    ...(schema !== undefined && { response_format: { type: 'json_schema', json_schema: { name: 'reply', schema } } }),
    ...given({ temperature, top_p: topP, seed }),
    ...(maybe(random) && { user: 'somebody', metadata: null }),
  };
}

function chatTurn({ by, text, picture, asked }: Turn, at: number, random: Random): Json[] {
  if (by === 'user') return [{ role: 'user', content: picture ? chatParts(text, picture.data) : texts(text, random) }];
  const ids = asked.map((_, index) => `call_${at}_${index}_${random.below(1000)}`);
  const calls = asked.map(({ name, arguments: args }, index) => ({
    id: ids[index],
    type: 'function',
    function: { name, arguments: JSON.stringify(args, null, maybe(random) ? 1 : 0) },
  }));
  const results = asked.map(({ result }, index) => ({ role: 'tool', tool_call_id: ids[index], content: texts(result, random) }));
  const said = { role: 'assistant', content: text === '' ? null : texts(text, random), ...(calls.length > 0 && { tool_calls: calls }) };
  return [said, ...(maybe(random) ? results : results.reverse())];
}

function chatParts(text: string, data: string): Json[] {
  return [
    { type: 'text', text },
    { type: 'image_url', image_url: { url: dataUrl(data), detail: 'auto' } },
  ];
}

function chatChoice(choice: Meaning['choice'] = 'auto'): unknown {
  return typeof choice === 'string' ? choice : { type: 'function', function: { name: choice.tool } };
}

function texts(text: string, random: Random): unknown {
  return maybe(random) ? text : [{ type: 'text', text }];
}

/** The same in the words of Responses; null for what these have no word for. */
export function asResponses(meaning: Meaning, random: Random): Json | null {
  const { system, turns, tools, choice, temperature, topP, maxTokens, stop, seed, n, schema } = meaning;
  if (stop !== undefined || seed !== undefined || n !== undefined) return null;
  const isInput = maybe(random);
  const instructed = system === '' || !isInput ? [] : [{ role: 'developer', content: system }];
  const [only, ...more] = turns;
  const isText = instructed.length === 0 && more.length === 0 && only?.picture === undefined && maybe(random);
  return {
    model: 'm',
    input: isText ? only?.text : [...instructed, ...turns.flatMap((turn, index) => items(turn, index, random))],
    ...(system !== '' && !isInput && { instructions: system }),
    ...(tools.length > 0 && { tools: tools.map((tool) => ({ type: 'function', strict: false, ...tool })) }),
    ...(choice !== undefined && { tool_choice: typeof choice === 'string' ? choice : { type: 'function', name: choice.tool } }),
    max_output_tokens: maxTokens,
    ...(schema !== undefined && { text: { format: { type: 'json_schema', name: 'reply', schema } } }),
    ...given({ temperature, top_p: topP }),
  };
}

function items({ by, text, picture, asked }: Turn, at: number, random: Random): Json[] {
  const typed = maybe(random) ? { type: 'message' } : {};
  if (by === 'user') {
    const image = picture === undefined ? [] : [{ type: 'input_image', image_url: dataUrl(picture.data) }];
    const isPlain = picture === undefined && maybe(random);
    return [{ ...typed, role: 'user', content: isPlain ? text : [{ type: 'input_text', text }, ...image] }];
  }
  const said =
    text === '' ? [] : [{ type: 'message', role: 'assistant', id: `msg_${at}`, content: [{ type: 'output_text', text, annotations: [] }] }];
  const calls = asked.map(({ name, arguments: args }, index) => ({
    type: 'function_call',
    call_id: `call_${at}_${index}`,
    name,
    arguments: JSON.stringify(args),
  }));
  const results = asked.map(({ result }, index) => ({ type: 'function_call_output', call_id: `call_${at}_${index}`, output: result }));
  return [{ type: 'reasoning', id: `rs_${at}`, summary: [] }, ...said, ...calls, ...results];
}

export function given(settings: Readonly<Json>): Json {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
