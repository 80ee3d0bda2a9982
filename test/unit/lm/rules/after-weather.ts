import { decodeAnthropic } from '../../../../src/lm/wires/anthropic/decode';
import { decodeGemini } from '../../../../src/lm/wires/gemini/decode';
import { decodeOpenAi } from '../../../../src/lm/wires/openai/decode';
import { decodeResponses } from '../../../../src/lm/wires/responses/decode';
import type { LmCall } from '../../../../src/shared/boundaries/lm-call';
import { fieldCall } from '../calls';

const ARGS = { city: 'Oslo' };
const SAID = '{"sky":"grey"}';

/** A loop's second request: the model has called `weather`, and here is what it said. */
export const AFTER_WEATHER: Record<string, LmCall> = {
  'OpenAI chat': decodeOpenAi(
    new URL('https://api.openai.com/v1/chat/completions'),
    JSON.stringify({
      model: 'gpt-4o',
      messages: [
        { role: 'user', content: 'Oslo?' },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'c1', type: 'function', function: { name: 'weather', arguments: JSON.stringify(ARGS) } }],
        },
        { role: 'tool', tool_call_id: 'c1', content: SAID },
      ],
    }),
  ),
  'OpenAI chat with functions': decodeOpenAi(
    new URL('https://api.openai.com/v1/chat/completions'),
    JSON.stringify({
      model: 'gpt-4o',
      messages: [
        { role: 'user', content: 'Oslo?' },
        { role: 'assistant', content: null, function_call: { name: 'weather', arguments: JSON.stringify(ARGS) } },
        { role: 'function', name: 'weather', content: SAID },
      ],
    }),
  ),
  Responses: decodeResponses(
    new URL('https://api.openai.com/v1/responses'),
    JSON.stringify({
      model: 'gpt-4o',
      input: [
        { role: 'user', content: 'Oslo?' },
        { type: 'reasoning', id: 'rs_1', summary: [] },
        { type: 'function_call', call_id: 'c1', name: 'weather', arguments: JSON.stringify(ARGS) },
        { type: 'function_call_output', call_id: 'c1', output: SAID },
      ],
    }),
  ),
  Anthropic: decodeAnthropic(
    new URL('https://api.anthropic.com/v1/messages'),
    JSON.stringify({
      model: 'claude',
      messages: [
        { role: 'user', content: 'Oslo?' },
        {
          role: 'assistant',
          content: [
            { type: 'text', text: 'I look.' },
            { type: 'tool_use', id: 'c1', name: 'weather', input: ARGS },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'c1', content: [{ type: 'text', text: SAID }] },
            { type: 'text', text: 'Go on.' },
          ],
        },
      ],
    }),
  ),
  Gemini: decodeGemini(
    new URL('https://generativelanguage.googleapis.com/v1beta/models/gemini:generateContent'),
    JSON.stringify({
      contents: [
        { role: 'user', parts: [{ text: 'Oslo?' }] },
        { role: 'model', parts: [{ functionCall: { name: 'weather', args: ARGS } }] },
        { role: 'user', parts: [{ functionResponse: { name: 'weather', response: JSON.parse(SAID) } }] },
      ],
    }),
  ),
  "DSPy's ReAct": reactCall(
    `[[ ## thought_0 ## ]]\nhm\n\n[[ ## tool_name_0 ## ]]\nweather\n\n[[ ## tool_args_0 ## ]]\n${JSON.stringify(ARGS)}\n\n[[ ## observation_0 ## ]]\n${SAID}`,
  ),
  "DSPy's ReAct in XML": reactCall(
    `<thought_0>\nhm\n</thought_0>\n\n<tool_name_0>\nweather\n</tool_name_0>\n\n<tool_args_0>\n${JSON.stringify(ARGS)}\n</tool_args_0>\n\n<observation_0>\n${SAID}\n</observation_0>`,
  ),
};

export function reactCall(trajectory: string): LmCall {
  return fieldCall({ question: 'Oslo?', trajectory }, { next_thought: {}, next_tool_name: {}, next_tool_args: {} });
}
