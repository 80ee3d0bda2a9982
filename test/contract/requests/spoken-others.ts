import type { Random } from '../../torture/random';
import type { Meaning, Turn } from './meanings';
import { given } from './spoken-openai';

type Json = Record<string, unknown>;
interface Message {
  readonly role: string;
  readonly content: unknown;
}

const maybe = (random: Random): boolean => random.below(2) === 0;

/** In the words of Anthropic's Messages; null for what these have no word for. */
export function asAnthropic(meaning: Meaning, random: Random): Json | null {
  const { system, turns, tools, choice, temperature, topP, maxTokens, stop, seed, n, schema } = meaning;
  if (seed !== undefined || n !== undefined) return null;
  const format = { type: 'json_schema', schema };
  return {
    model: 'm',
    max_tokens: maxTokens,
    messages: joined(turns.flatMap((turn, index) => blocksOf(turn, index, random))),
    ...(system !== '' && { system: maybe(random) ? system : [{ type: 'text', text: system, cache_control: { type: 'ephemeral' } }] }),
    ...(tools.length > 0 && { tools: tools.map(({ parameters, ...tool }) => ({ ...tool, input_schema: parameters })) }),
    ...(choice !== undefined && { tool_choice: anthropicChoice(choice) }),
    ...(stop !== undefined && { stop_sequences: stop }),
    ...(schema !== undefined && (maybe(random) ? { output_config: { format } } : { output_format: format })),
    ...given({ temperature, top_p: topP }),
  };
}

function anthropicChoice(choice: NonNullable<Meaning['choice']>): Json {
  return typeof choice === 'string' ? { type: choice === 'required' ? 'any' : choice } : { type: 'tool', name: choice.tool };
}

function blocksOf({ by, text, picture, asked }: Turn, at: number, random: Random): Message[] {
  const block = { type: 'text', text };
  if (by === 'user') {
    const image = picture && { type: 'image', source: { type: 'base64', media_type: 'image/png', data: picture.data } };
    return [{ role: 'user', content: image === undefined && maybe(random) ? text : [block, ...(image === undefined ? [] : [image])] }];
  }
  return modelBlocks({ by, text, asked }, at, random);
}

function modelBlocks({ text, asked }: Turn, at: number, random: Random): Message[] {
  const thought = maybe(random) ? [{ type: 'thinking', thinking: 'Hm.', signature: 'c2ln' }] : [];
  const uses = asked.map(({ name, arguments: input }, index) => ({ type: 'tool_use', id: `toolu_${at}_${index}`, name, input }));
  const results = asked.map(({ result }, index) => ({ type: 'tool_result', tool_use_id: `toolu_${at}_${index}`, content: result }));
  const said = { role: 'assistant', content: [...thought, ...(text === '' ? [] : [{ type: 'text', text }]), ...uses] };
  return results.length === 0 ? [said] : [said, { role: 'user', content: maybe(random) ? results : results.reverse() }];
}

/** Results and what the user says next stand in one message, as Anthropic wants it. */
function joined(messages: readonly Message[]): Message[] {
  const all: Message[] = [];
  for (const message of messages) {
    const last = all.at(-1);
    if (last?.role !== 'user' || message.role !== 'user') all.push(message);
    else all[all.length - 1] = { role: 'user', content: [...blocksIn(last), ...blocksIn(message)] };
  }
  return all;
}

function blocksIn({ content }: Message): object[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : (content as object[]);
}

/** In the words of Gemini, in either of its spellings. */
export function asGemini(meaning: Meaning, random: Random): Json {
  const { system, turns, tools, choice, temperature, topP, maxTokens, stop, seed, n, schema } = meaning;
  const snake = maybe(random);
  const word = (name: string): string => (snake ? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) : name);
  const declared = tools.map(({ parameters, ...tool }) => ({
    ...tool,
    ...(maybe(random) ? { [word('parametersJsonSchema')]: parameters } : { parameters: inCapitals(parameters) }),
  }));
  return {
    contents: one(
      turns.flatMap((turn) => contentsOf(turn, word, random)),
      random,
    ),
    ...(system !== '' && {
      [word('systemInstruction')]: { ...(maybe(random) && { role: 'system' }), parts: one([{ text: system }], random) },
    }),
    ...(tools.length > 0 && { tools: one([{ [word('functionDeclarations')]: one(declared, random) }], random) }),
    ...(choice !== undefined && { [word('toolConfig')]: { [word('functionCallingConfig')]: geminiChoice(choice, word) } }),
    [word('generationConfig')]: given({
      temperature,
      [word('topP')]: topP,
      [word('maxOutputTokens')]: maxTokens,
      [word('stopSequences')]: stop,
      seed,
      [word('candidateCount')]: n,
      ...(schema !== undefined && { [word('responseMimeType')]: 'application/json', [word('responseJsonSchema')]: schema }),
    }),
  };
}

function geminiChoice(choice: NonNullable<Meaning['choice']>, word: (name: string) => string): Json {
  if (typeof choice === 'string') return { mode: choice === 'required' ? 'ANY' : choice.toUpperCase() };
  return { mode: 'ANY', [word('allowedFunctionNames')]: [choice.tool] };
}

function contentsOf({ by, text, picture, asked }: Turn, word: (name: string) => string, random: Random): Json[] {
  const said = text === '' ? [] : [{ text }];
  if (by === 'user') {
    const image = picture === undefined ? [] : [{ [word('inlineData')]: { [word('mimeType')]: 'image/png', data: picture.data } }];
    return [{ role: 'user', parts: one([...said, ...image], random) }];
  }
  const calls = asked.map(({ name, arguments: args }) => ({
    [word('functionCall')]: { name, args },
    ...(maybe(random) && { [word('thoughtSignature')]: 'c2ln' }),
  }));
  const results = asked.map(({ name, result }) => ({
    [word('functionResponse')]: { name, response: { [random.pick(['result', 'output'])]: result } },
  }));
  const model = { role: 'model', parts: [...said, ...calls] };
  return results.length === 0 ? [model] : [model, { role: 'user', parts: results }];
}

/** Google takes one thing for a list of one. */
function one(list: readonly object[], random: Random): unknown {
  return list.length === 1 && maybe(random) ? list[0] : list;
}

/** Gemini's own dialect of a schema. */
function inCapitals(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inCapitals);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      name === 'type' && typeof inner === 'string' ? inner.toUpperCase() : inCapitals(inner),
    ]),
  );
}

/** In the words of Ollama; null for what it has no word for. */
export function asOllama(meaning: Meaning, random: Random): Json | null {
  const { system, turns, tools, choice, temperature, topP, maxTokens, stop, seed, n, schema } = meaning;
  if (choice !== undefined || n !== undefined || turns.some(({ picture }) => picture !== undefined)) return null;
  return {
    model: 'm',
    messages: [...(system === '' ? [] : [{ role: 'system', content: system }]), ...turns.flatMap(ollamaTurn)],
    ...(tools.length > 0 && { tools: tools.map((tool) => ({ type: 'function', function: tool })) }),
    ...(schema !== undefined && { format: schema }),
    options: given({ temperature, top_p: topP, num_predict: maxTokens, stop, seed }),
    ...(maybe(random) && { stream: false, keep_alive: '5m' }),
  };
}

function ollamaTurn({ by, text, asked }: Turn): Json[] {
  if (by === 'user') return [{ role: 'user', content: text }];
  const calls = asked.map(({ name, arguments: args }) => ({ function: { name, arguments: args } }));
  const results = asked.map(({ name, result }) => ({ role: 'tool', tool_name: name, content: result }));
  return [{ role: 'assistant', content: text, ...(calls.length > 0 && { tool_calls: calls }) }, ...results];
}
