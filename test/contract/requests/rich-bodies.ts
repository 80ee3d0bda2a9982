type Json = Record<string, unknown>;

/** A request over each wire that says something in every place where the wire is read. */
export const RICH: Readonly<Record<string, Json>> = {
  openai: {
    model: 'm',
    messages: [
      { role: 'system', content: 's' },
      {
        role: 'user',
        name: 'n',
        content: [
          { type: 'text', text: 't' },
          { type: 'image_url', image_url: { url: 'https://x/a', detail: 'low' } },
          { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } },
          { type: 'file', file: { filename: 'f', file_data: 'data:application/pdf;base64,AAAA' } },
        ],
      },
      {
        role: 'assistant',
        content: 'x',
        refusal: 'r',
        tool_calls: [
          { id: '1', type: 'function', function: { name: 'f', arguments: '{}' } },
          { id: '2', type: 'custom', custom: { name: 'c', input: 'i' } },
        ],
      },
      { role: 'tool', tool_call_id: '1', content: 'r' },
      { role: 'tool', tool_call_id: '2', content: [{ type: 'text', text: 'r' }] },
    ],
    tools: [
      { type: 'function', function: { name: 'f', description: 'd', parameters: { type: 'object' }, strict: true } },
      { type: 'custom', custom: { name: 'c', description: 'd', format: { type: 'text' } } },
    ],
    tool_choice: { type: 'function', function: { name: 'f' } },
    stop: ['a'],
    logprobs: true,
    response_format: { type: 'json_schema', json_schema: { name: 'n', description: 'd', strict: true, schema: { type: 'object' } } },
  },
  openai_responses: {
    model: 'm',
    instructions: 'i',
    input: [
      {
        role: 'user',
        content: [
          { type: 'input_text', text: 't' },
          { type: 'input_image', image_url: 'https://x', detail: 'low' },
          { type: 'input_file', filename: 'f', file_data: 'data:application/pdf;base64,AAAA' },
        ],
      },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'x' }] },
      { type: 'function_call', call_id: '1', name: 'f', arguments: '{}' },
      { type: 'custom_tool_call', call_id: '2', name: 'c', input: 'i' },
      { type: 'function_call_output', call_id: '1', output: 'o' },
      { type: 'custom_tool_call_output', call_id: '2', output: [{ type: 'input_text', text: 'o' }] },
    ],
    tools: [
      { type: 'function', name: 'f', description: 'd', parameters: { type: 'object' }, strict: true },
      { type: 'custom', name: 'c' },
      { type: 'web_search' },
    ],
    tool_choice: { type: 'function', name: 'f' },
    reasoning: { effort: 'low', summary: 'auto' },
    text: { verbosity: 'low', format: { type: 'json_schema', name: 'n', strict: true, schema: { type: 'object' } } },
  },
  anthropic: {
    model: 'm',
    max_tokens: 9,
    system: [{ type: 'text', text: 's' }],
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'a' },
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
          { type: 'image', source: { type: 'url', url: 'https://x' } },
          { type: 'document', title: 't', citations: { enabled: true }, source: { type: 'text', media_type: 'text/plain', data: 'x' } },
        ],
      },
      { role: 'assistant', content: [{ type: 'tool_use', id: '1', name: 'f', input: { a: 1 } }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: '1', is_error: true, content: [{ type: 'text', text: 'r' }] }] },
    ],
    tools: [
      { name: 'f', description: 'd', input_schema: { type: 'object' } },
      { type: 'web_search_20250305', name: 'web_search', max_uses: 2 },
    ],
    tool_choice: { type: 'tool', name: 'f', disable_parallel_tool_use: true },
    stop_sequences: ['a'],
    thinking: { type: 'enabled', budget_tokens: 1024 },
    output_config: { effort: 'low', format: { type: 'json_schema', schema: { type: 'object' } } },
  },
  gemini: {
    systemInstruction: { parts: [{ text: 's' }] },
    contents: [
      {
        role: 'user',
        parts: [
          { text: 'a' },
          { inlineData: { mimeType: 'image/png', data: 'AAAA' } },
          { fileData: { fileUri: 'u', mimeType: 'image/png' } },
        ],
      },
      { role: 'model', parts: [{ text: 'x' }, { functionCall: { id: '1', name: 'f', args: { a: 1 } } }] },
      { role: 'user', parts: [{ functionResponse: { id: '1', name: 'f', response: { result: 'r' } } }] },
    ],
    tools: [{ functionDeclarations: [{ name: 'f', description: 'd', parameters: { type: 'OBJECT' } }] }, { googleSearch: {} }],
    toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['f'] } },
    safetySettings: [{ category: 'a', threshold: 'b' }],
    generationConfig: { stopSequences: ['a'], thinkingConfig: { thinkingBudget: 3 }, responseModalities: ['TEXT', 'IMAGE'] },
  },
  ollama: {
    model: 'm',
    messages: [
      { role: 'system', content: 's' },
      { role: 'user', content: 'u', images: ['AAAA'] },
      { role: 'assistant', content: 'x', tool_calls: [{ function: { name: 'f', arguments: { a: 1 } } }] },
      { role: 'tool', tool_name: 'f', content: 'r' },
    ],
    tools: [{ type: 'function', function: { name: 'f', description: 'd', parameters: { type: 'object' } } }],
    format: { type: 'object' },
    options: { stop: ['a'], num_ctx: 4 },
    think: true,
  },
  gemini_interactions: {
    model: 'm',
    system_instruction: 's',
    input: [
      {
        type: 'user_input',
        content: [
          { type: 'text', text: 'a' },
          { type: 'image', mime_type: 'image/png', data: 'AAAA' },
        ],
      },
    ],
    tools: [{ type: 'function', name: 'f', description: 'd', parameters: { type: 'object' } }, { type: 'google_search' }],
    generation_config: { tool_choice: 'auto', thinking_level: 'low' },
    response_format: { type: 'text', mime_type: 'application/json', schema: { type: 'object' } },
  },
};
