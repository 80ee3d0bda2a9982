import type { Random } from '../../torture/random';
import type { Meaning, Turn } from './meanings';
import { given } from './spoken-openai';

type Json = Record<string, unknown>;

const maybe = (random: Random): boolean => random.below(2) === 0;

/** In the words of Gemini's Interactions; null for what these have no word for. */
export function asInteraction(meaning: Meaning, random: Random): Json | null {
  const { system, turns, tools, choice, temperature, topP, maxTokens, stop, seed, n, schema } = meaning;
  if (n !== undefined) return null;
  const format = { type: 'text', mime_type: 'application/json', schema };
  return {
    model: 'm',
    input: inputOf(turns, random),
    ...(system !== '' && { system_instruction: system }),
    ...(tools.length > 0 && { tools: tools.map((tool) => ({ type: 'function', ...tool })) }),
    ...(schema !== undefined && { response_format: random.pick([format, [format], schema]) }),
    ...(schema !== undefined && maybe(random) && { response_mime_type: 'application/json' }),
    generation_config: given({
      temperature,
      top_p: topP,
      max_output_tokens: maxTokens,
      stop_sequences: stop,
      seed,
      tool_choice: choice === undefined ? undefined : choiceOf(choice, random),
    }),
    ...(maybe(random) && { store: false, stream: true }),
  };
}

function choiceOf(choice: NonNullable<Meaning['choice']>, random: Random): unknown {
  if (typeof choice !== 'string') return { allowed_tools: { mode: 'any', tools: [choice.tool] } };
  const mode = choice === 'required' ? 'any' : choice;
  return maybe(random) ? mode : { allowed_tools: { mode } };
}

function inputOf(turns: readonly Turn[], random: Random): unknown {
  const [first, ...more] = turns;
  const isOne = first !== undefined && more.length === 0;
  if (isOne && first.picture === undefined && maybe(random)) return first.text;
  if (isOne && maybe(random)) return contentsOf(first);
  return turns.flatMap((turn, at) => stepsOf(turn, at, random));
}

function contentsOf({ text, picture }: Turn): Json[] {
  const image = picture === undefined ? [] : [{ type: 'image', mime_type: 'image/png', data: picture.data }];
  return [...(text === '' ? [] : [{ type: 'text', text }]), ...image];
}

function stepsOf(turn: Turn, at: number, random: Random): Json[] {
  const { by, text, asked } = turn;
  if (by === 'user')
    return [maybe(random) ? { type: 'user_input', content: contentsOf(turn) } : { role: 'user', content: contentsOf(turn) }];
  const thought = maybe(random) ? [{ type: 'thought', signature: 'c2ln' }] : [];
  const said = text === '' ? [] : [{ type: 'model_output', content: [{ type: 'text', text }] }];
  const calls = asked.map(({ name, arguments: args }, index) => ({ type: 'function_call', id: `c_${at}_${index}`, name, arguments: args }));
  const results = asked.map(({ name, result }, index) => ({
    type: 'function_result',
    call_id: `c_${at}_${index}`,
    ...(maybe(random) && { name }),
    result: maybe(random) ? result : [{ type: 'text', text: result }],
  }));
  return [...thought, ...said, ...calls, ...(maybe(random) ? results : results.reverse())];
}
