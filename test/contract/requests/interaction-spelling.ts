import { isRecord, recordsOf } from '../../../src/lm/call/read-json';

type Json = Record<string, unknown>;

/** A request of Interactions in one of the spellings that its API has for the same. */
export function oneInteraction({ input, generation_config, response_format, ...rest }: Json): Json {
  const formats = Array.isArray(response_format) ? response_format : [response_format];
  return {
    ...rest,
    ...(input !== undefined && { input: stepsIn(input) }),
    ...(generation_config !== undefined && { generation_config: oneConfig(generation_config as Json) }),
    ...(response_format !== undefined && { response_format: formats.length === 1 ? formats[0] : formats }),
  };
}

function oneConfig({ tool_choice, ...config }: Json): Json {
  const allowed = isRecord(tool_choice) && isRecord(tool_choice.allowed_tools) ? tool_choice.allowed_tools : undefined;
  const isMode = typeof allowed?.mode === 'string' && recordsOrTexts(allowed.tools).length === 0;
  const choice = isMode ? allowed?.mode : tool_choice;
  return { ...config, ...(choice !== undefined && choice !== 'auto' && { tool_choice: choice }) };
}

function stepsIn(input: unknown): unknown[] {
  if (typeof input === 'string') return [{ type: 'user_input', content: [{ type: 'text', text: input }] }];
  const items = isRecord(input) ? [input] : recordsOf(input);
  const areSteps = items.some(({ type }) => /^(user_input|model_output|thought|.*_(call|result))$/.test(String(type)));
  return areSteps ? items.filter(({ type }) => type !== 'thought').map(oneStep) : [{ type: 'user_input', content: items }];
}

function oneStep(step: Json): Json {
  const { result } = step;
  const texts = recordsOf(result);
  const isText = texts.length > 0 && texts.every((part) => Object.keys(part).sort().join() === 'text,type' && part.type === 'text');
  return isText ? { ...step, result: texts.map(({ text }) => text).join('') } : step;
}

function recordsOrTexts(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
