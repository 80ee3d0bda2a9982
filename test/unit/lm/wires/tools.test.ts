import { engineOf } from '../calls';
import { type Address, askOver } from './ask';

const GO = { model: 'm', messages: [{ role: 'user', content: 'go' }] };
const SCHEMA = { type: 'object', properties: {} };

function lmThatCalls(name: string, args: Record<string, unknown>) {
  const lm = engineOf();
  lm.whenPrompt({ prompt: 'go' }).callTool(name, args);
  return lm;
}

// Fails when a tool that is no plain function cannot be called, or its call comes in another form than the provider's.
describe('a tool that is no function with a schema', () => {
  test.each([
    [{ type: 'bash_20250124', name: 'bash' }, { command: 'ls' }],
    [
      { type: 'text_editor_20250728', name: 'str_replace_based_edit_tool' },
      { command: 'view', path: '/a' },
    ],
    [
      { type: 'memory_20250818', name: 'memory' },
      { command: 'view', path: '/memories' },
    ],
  ])('of Anthropic: %j', async (tool, input) => {
    const { content } = await askOver(lmThatCalls(tool.name, input), 'anthropic', { ...GO, max_tokens: 9, tools: [tool] });
    expect(content).toEqual([expect.objectContaining({ type: 'tool_use', name: tool.name, input })]);
  });

  test('the older functions of chat completions, whole and streamed', async () => {
    const asked = { ...GO, functions: [{ name: 'find', parameters: SCHEMA }], function_call: 'auto' };
    const { choices } = await askOver(lmThatCalls('find', { id: 1 }), 'openai', asked);
    expect(choices[0]).toMatchObject({
      finish_reason: 'function_call',
      message: { function_call: { name: 'find', arguments: '{"id":1}' } },
    });
    const events = await askOver(lmThatCalls('find', { id: 1 }), 'openai', { ...asked, stream: true });
    const deltas = events.flatMap(
      ({ choices: [choice] }: { choices: { delta: { function_call?: object } }[] }) => choice?.delta.function_call ?? [],
    );
    expect(deltas).toEqual([{ name: 'find', arguments: '' }, { arguments: '{"id":1}' }]);
  });

  test('the result of an older function is told by its name', async () => {
    const lm = engineOf();
    lm.whenPrompt({ prompt: /go[\s\S]*three/ }).reply('so many');
    const messages = [
      ...GO.messages,
      { role: 'assistant', content: null, function_call: { name: 'find', arguments: '{}' } },
      { role: 'function', name: 'find', content: 'three' },
    ];
    const { choices } = await askOver(lm, 'openai', { ...GO, messages, functions: [{ name: 'find', parameters: SCHEMA }] });
    expect(choices[0].message.content).toBe('so many');
  });

  test('a custom tool of chat completions', async () => {
    const asked = { ...GO, tools: [{ type: 'custom', custom: { name: 'run_code' } }] };
    const { choices } = await askOver(lmThatCalls('run_code', { input: 'print(1)' }), 'openai', asked);
    expect(choices[0].message.tool_calls).toEqual([{ id: 'call_0', type: 'custom', custom: { name: 'run_code', input: 'print(1)' } }]);
  });

  test('a custom tool of Responses, whole and streamed', async () => {
    const asked = { model: 'm', input: 'go', tools: [{ type: 'custom', name: 'run_code' }] };
    const { output } = await askOver(lmThatCalls('run_code', { input: 'print(1)' }), 'responses', asked);
    expect(output).toMatchObject([{ type: 'custom_tool_call', name: 'run_code', input: 'print(1)' }]);
    const events = await askOver(lmThatCalls('run_code', { input: 'print(1 + 2 + 3)' }), 'responses', { ...asked, stream: true });
    const types = events.map(({ type }: { type: string }) => type);
    expect(types).toEqual(expect.arrayContaining(['response.custom_tool_call_input.delta', 'response.custom_tool_call_input.done']));
  });

  test("a tool of OpenAI's own is called as its own item", async () => {
    const asked = { model: 'm', input: 'go', tools: [{ type: 'shell' }] };
    const { output } = await askOver(lmThatCalls('shell', { commands: ['ls'] }), 'responses', asked);
    expect(output).toMatchObject([{ type: 'shell_call', call_id: 'call_0', action: { commands: ['ls'] } }]);
  });
});

const ARGUMENTS = { city: 'Oslo', days: [1, 2, 3], note: 'rain ☔ or snow' };
const STREAMED: Partial<Record<Address, { tools: object[]; ofArguments: (event: never) => string | undefined }>> = {
  openai: {
    tools: [{ type: 'function', function: { name: 'weather', parameters: SCHEMA } }],
    ofArguments: ({ choices }: { choices: { delta: { tool_calls?: { function: { arguments: string } }[] } }[] }) =>
      choices[0]?.delta.tool_calls?.[0]?.function.arguments,
  },
  responses: {
    tools: [{ type: 'function', name: 'weather', parameters: SCHEMA, strict: false }],
    ofArguments: ({ type, delta }: { type: string; delta: string }) =>
      type === 'response.function_call_arguments.delta' ? delta : undefined,
  },
  anthropic: {
    tools: [{ name: 'weather', input_schema: SCHEMA }],
    ofArguments: ({ delta }: { delta?: { partial_json?: string } }) => delta?.partial_json,
  },
};

// Fails when code that puts arguments together from pieces is never tried with pieces.
test.each(Object.keys(STREAMED) as Address[])(
  'arguments of a tool call come in pieces over %s, and together are whole',
  async (address) => {
    const { tools, ofArguments } = STREAMED[address] as NonNullable<(typeof STREAMED)[Address]>;
    const events = await askOver(lmThatCalls('weather', ARGUMENTS), address, { ...GO, input: 'go', max_tokens: 9, tools, stream: true });
    const pieces = events.flatMap((event: never) => ofArguments(event) ?? []).filter((piece: string) => piece !== '');
    expect(pieces.length).toBeGreaterThan(2);
    expect(JSON.parse(pieces.join(''))).toEqual(ARGUMENTS);
  },
);
