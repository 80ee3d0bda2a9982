import { decodeBedrock } from '../../../../src/lm/wires/bedrock/decode';
import type { LmCall } from '../../../../src/shared/boundaries/lm-call';

const URL_OF_A_MODEL = new URL('https://bedrock-runtime.eu-west-1.amazonaws.com/model/amazon.nova-lite-v1%3A0/converse');
const HI = { messages: [{ role: 'user', content: [{ text: 'hi' }] }] };

function callOf(body: object): LmCall {
  return decodeBedrock(URL_OF_A_MODEL, JSON.stringify(body));
}

test('what a request holds is read as over other wires, and marks for a cache mean nothing', () => {
  const cachePoint = { cachePoint: { type: 'default' } };
  const body = {
    system: [{ text: 'Be brief.' }, cachePoint],
    messages: [
      { role: 'user', content: [{ text: 'look' }, { image: { format: 'png', source: { bytes: 'aGk=' } } }, cachePoint] },
      { role: 'assistant', content: [{ toolUse: { toolUseId: 'c', name: 'find', input: { id: 1 } } }] },
      {
        role: 'user',
        content: [{ toolResult: { toolUseId: 'c', content: [{ json: { n: 1 } }], status: 'error' } }, { text: 'and?' }],
      },
      { role: 'user', content: [{ document: { format: 'txt', name: 'notes', source: { bytes: 'aGk=' } } }] },
      { role: 'user', content: [{ image: { format: 'png', source: { s3Location: { uri: 's3://a/b' } } } }] },
    ],
    inferenceConfig: { maxTokens: 9, temperature: 0.5, topP: 0.9, stopSequences: ['.'] },
    additionalModelRequestFields: { top_k: 3, thinking: { type: 'enabled' } },
    toolConfig: {
      tools: [{ toolSpec: { name: 'find', description: 'd', inputSchema: { json: { type: 'object' } } } }, cachePoint],
      toolChoice: { any: {} },
    },
    requestMetadata: { who: 'me' },
  };
  expect(callOf(body)).toMatchObject({
    api: 'bedrock',
    model: 'amazon.nova-lite-v1:0',
    system: 'Be brief.',
    messages: [
      {
        role: 'user',
        parts: [
          { type: 'text', text: 'look' },
          { type: 'media', mimeType: 'image/png', data: 'aGk=' },
        ],
      },
      { role: 'assistant', parts: [{ type: 'tool_call', id: 'c', name: 'find', arguments: { id: 1 } }] },
      { role: 'tool', parts: [{ type: 'tool_result', id: 'c', content: { error: { n: 1 } } }] },
      { role: 'user', parts: [{ type: 'text', text: 'and?' }] },
      { role: 'user', parts: [{ type: 'media', mimeType: 'text/plain', data: 'aGk=', filename: 'notes' }] },
      { role: 'user', parts: [{ type: 'other', value: body.messages[4]?.content[0] }] },
    ],
    tools: [{ name: 'find', description: 'd', parameters: { type: 'object' } }],
    sampling: { maxTokens: 9, temperature: 0.5, topP: 0.9, stop: ['.'], topK: 3, toolChoice: { mode: 'required' } },
    carried: { additionalModelRequestFields: { thinking: { type: 'enabled' } }, requestMetadata: { who: 'me' } },
  });
});

test('a tool that is chosen, one of Amazon’s own, and a schema that comes as text', () => {
  const structure = { jsonSchema: { name: 'n', schema: '{"type":"object"}' } };
  const call = callOf({
    ...HI,
    toolConfig: { tools: [{ systemTool: { name: 'nova_grounding' } }], toolChoice: { tool: { name: 'find' } } },
    outputConfig: { textFormat: { type: 'json_schema', structure } },
  });
  expect(call).toMatchObject({
    tools: [{ name: 'nova_grounding', type: 'systemTool' }],
    sampling: { toolChoice: { mode: 'required', allowed: ['find'] }, schemaName: 'n' },
    schema: { type: 'object' },
  });
});

// What nothing here knows is carried: it is part of a key, and refused by name to a provider of another wire.
test('nothing of a request vanishes', () => {
  const input = { list: [{ cachePoint: { of: 'a tool' } }] };
  const body = {
    system: [{ text: 'a', priority: 1 }],
    messages: [
      {
        role: 'user',
        content: [{ toolUse: { toolUseId: 'c', name: 'f', input, mode: 2 }, extra: 3 }, { toolUse: { name: 'g', input, mode: 2 } }],
        kind: 4,
      },
    ],
    toolConfig: {
      tools: [{ toolSpec: { name: 'f', cost: 5, inputSchema: { json: {}, text: 6 } }, beside: 7 }],
      toolChoice: { auto: {}, any: {} },
    },
    inferenceConfig: { maxTokens: 1, beams: 8 },
    outputConfig: { textFormat: { structure: { jsonSchema: { schema: '{}', draft: 9 } } } },
    guardrailConfig: { guardrailIdentifier: 'x' },
  };
  expect(callOf(body)).toMatchObject({
    messages: [
      {
        parts: [
          { type: 'other', value: { toolUse: { input }, extra: 3 } },
          { type: 'tool_call', arguments: input, carried: { mode: 2 } },
        ],
        carried: { kind: 4 },
      },
    ],
    tools: [{ carried: { toolSpec: { cost: 5, inputSchema: { text: 6 } }, beside: 7 } }],
    carried: {
      system: [{ text: 'a', priority: 1 }],
      toolConfig: { toolChoice: { auto: {}, any: {} } },
      inferenceConfig: { beams: 8 },
      outputConfig: { textFormat: { structure: { jsonSchema: { draft: 9 } } } },
      guardrailConfig: { guardrailIdentifier: 'x' },
    },
  });
});
