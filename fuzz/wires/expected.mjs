/** What a client has to be told of a reply, over each wire. */

const FINISH = {
  chat: { stop: 'stop', length: 'length', content_filter: 'content_filter', tool_calls: 'tool_calls' },
  responses: { stop: 'completed', length: 'max_output_tokens', content_filter: 'content_filter', tool_calls: 'completed' },
  anthropic: { stop: 'end_turn', length: 'max_tokens', content_filter: 'refusal', tool_calls: 'tool_use' },
  gemini: { stop: 'STOP', length: 'MAX_TOKENS', content_filter: 'SAFETY', tool_calls: 'STOP' },
};

function finishOf(wire, { finishReason, toolCalls, refusal }) {
  if (refusal !== undefined && wire === 'anthropic') return 'refusal';
  if (refusal !== undefined && wire === 'gemini') return 'SAFETY';
  return FINISH[wire][finishReason ?? (toolCalls === undefined ? 'stop' : 'tool_calls')];
}

/** An id that is made where none is said is any text. */
const sameCall = (call, got) => ({ id: call.id ?? got?.id, name: call.name, arguments: JSON.parse(JSON.stringify(call.arguments)) });

export function expected(wire, { choices, usage }, got) {
  return {
    choices: choices.map((choice, at) => expectedChoice(wire, choice, got.choices[at])),
    usage: [usage.inputTokens, usage.outputTokens],
  };
}

function expectedChoice(wire, choice, got) {
  const { toolCalls = [], thinking = null, refusal = null, logprobs = null } = choice;
  const text = choice.text ?? '';
  const saysNothing = text === '' && (toolCalls.length > 0 || refusal !== null);
  return {
    // openai's client takes an empty text of a stream for none.
    text: saysNothing || (wire === 'chat' && text === '') ? null : text,
    thinking,
    // Google's own client hands no `finishMessage` on.
    refusal: wire === 'gemini' ? null : refusal,
    toolCalls: toolCalls.map((call, index) => sameCall(call, got?.toolCalls[index])),
    finish: finishOf(wire, choice),
    logprobs: saysNothing && wire === 'responses' ? null : logprobs,
  };
}
