import { join } from 'node:path';
import ts from 'typescript';
import { lmReply } from '../../src/sandbox/lm/said';
import { engineOf } from '../unit/lm/calls';
import { type Address, askOver } from '../unit/lm/wires/ask';

const SCHEMA = { type: 'object', properties: { city: { type: 'string' } } };
const TOOL = { name: 'weather', description: 'd', parameters: SCHEMA };
const MESSAGES = [{ role: 'user', content: 'go' }];

/** What each API calls a reply, or an event of a stream, in the types that its own client ships; and a request for one. */
const APIS: readonly (readonly [address: Address, type: string, request: object])[] = [
  [
    'openai',
    'OpenAI.Chat.ChatCompletion',
    { model: 'm', messages: MESSAGES, tools: [{ type: 'function', function: TOOL }], logprobs: true },
  ],
  [
    'openai',
    'OpenAI.Chat.ChatCompletionChunk',
    {
      model: 'm',
      messages: MESSAGES,
      tools: [{ type: 'function', function: TOOL }],
      stream: true,
      stream_options: { include_usage: true },
    },
  ],
  ['responses', 'OpenAI.Responses.Response', { model: 'm', input: 'go', tools: [{ type: 'function', ...TOOL, strict: false }] }],
  [
    'responses',
    'OpenAI.Responses.ResponseStreamEvent',
    { model: 'm', input: 'go', tools: [{ type: 'function', ...TOOL, strict: false }], stream: true },
  ],
  ['anthropic', 'Anthropic.Message', { model: 'm', max_tokens: 9, messages: MESSAGES, tools: [{ name: 'weather', input_schema: SCHEMA }] }],
  [
    'anthropic',
    'Anthropic.RawMessageStreamEvent',
    { model: 'm', max_tokens: 9, messages: MESSAGES, tools: [{ name: 'weather', input_schema: SCHEMA }], stream: true },
  ],
  ['gemini', 'GeminiBody', { contents: [{ role: 'user', parts: [{ text: 'go' }] }], tools: [{ functionDeclarations: [TOOL] }] }],
  ['gemini (stream)', 'GeminiBody', { contents: [{ role: 'user', parts: [{ text: 'go' }] }], tools: [{ functionDeclarations: [TOOL] }] }],
];
/** Google's client ships a class, whose getters no body has, and enums, which are plain words on the wire. */
const GEMINI = `
import type { GenerateContentResponse } from '@google/genai';
type Said<T> = T extends string ? \`\${T}\` : T extends readonly (infer Item)[] ? Said<Item>[] : T extends object ? { [Key in keyof T]: Said<T[Key]> } : T;
type GeminiBody = Said<Omit<GenerateContentResponse, 'text' | 'data' | 'functionCalls' | 'executableCode' | 'codeExecutionResult' | 'initialPromptTokenCount'>>;`;

const calls = [{ name: 'weather', arguments: { city: 'Rome' } }];
const REPLIES: readonly object[] = [
  { text: 'Sunny.' },
  { text: 'Let me look.', toolCalls: [...calls, ...calls] },
  { toolCalls: calls },
  { refusal: 'I cannot.' },
  { text: 'cut', finishReason: 'length', usage: { inputTokens: 5, outputTokens: 2, cachedTokens: 1, thinkingTokens: 1 } },
];

/** What the types say is always there, and the API leaves out of an ordinary reply; `output_text` is made by the client itself. */
const LEFT_OUT = new Set([
  ...['output_text', 'citations', 'container', 'stop_details'],
  ...['cache_creation', 'inference_geo', 'output_tokens_details', 'server_tool_use', 'speed', 'diagnostics'],
]);

async function bodiesOf(address: Address, request: object): Promise<object[]> {
  const all: object[] = [];
  for (const reply of REPLIES) {
    const lm = engineOf();
    lm.whenPrompt({ prompt: 'go' }).reply(lmReply(reply as never));
    const said = (await askOver(lm, address, request)) as object | object[];
    all.push(...[said].flat());
  }
  return all;
}

/** The errors of a program that says of each body that it is of its type: in a literal no field may stand that the type does not have. */
function errorsOf(lines: readonly string[]): string[] {
  const file = join(__dirname, 'generated-bodies.ts');
  const source = ["import type OpenAI from 'openai';", "import type Anthropic from '@anthropic-ai/sdk';", GEMINI, ...lines].join('\n');
  const { NodeNext } = ts.ModuleKind;
  const options = { strict: true, noEmit: true, moduleResolution: ts.ModuleResolutionKind.NodeNext, module: NodeNext, skipLibCheck: true };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...more) =>
    name === file ? ts.createSourceFile(name, source, ts.ScriptTarget.ESNext, true) : read(name, ...more);
  const program = ts.createProgram([file], { ...options, types: [] }, host);
  const parsed = program.getSourceFile(file) as ts.SourceFile;
  return program.getSemanticDiagnostics(parsed).map(({ messageText, start = 0 }) => {
    const line = source.split('\n')[parsed.getLineAndCharacterOfPosition(start).line] ?? '';
    return `${line.slice(0, line.indexOf('='))}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

// Fails when a body or an event has a field that its API does not have, lacks one that the API always sends, or has it in another form.
test('every body and every event is of the type that the client of its API ships', async () => {
  const lines: string[] = [];
  for (const [address, type, request] of APIS)
    for (const body of await bodiesOf(address, request)) lines.push(`export const body${lines.length}: ${type} = ${JSON.stringify(body)};`);
  // The oracle tells of these two: a field that is not there, and one of another form.
  const [first = ''] = lines;
  const wrong = [first.replace('"object":', '"subject":1,"object":'), first.replace('"index":0', '"index":"0"')];
  const planted = wrong.map((line, index) => line.replace('body0', `planted${index}`));
  const errors = errorsOf([...lines, ...planted]).filter((error) => !isLeftOut(error));
  expect(errors).toEqual([expect.stringContaining('\'"subject"\' does not exist'), expect.stringContaining("'string' is not assignable")]);
  expect(lines.length).toBeGreaterThan(APIS.length * REPLIES.length);
});

/** True where nothing is wrong but that fields are missing which the API leaves out, too. */
function isLeftOut(error: string): boolean {
  const [, one, several = ''] = /Property '(\w+)' is missing|missing the following properties from type '\w+': ([\w, ]+)/.exec(error) ?? [];
  const names = one === undefined ? several.replace(/ and \d+ more$/, '').split(', ') : [one];
  // TypeScript names the first few of many.
  return names.every((name) => LEFT_OUT.has(name.replace(/, and .*/, '').replace(/^and /, '')) || /^and \d/.test(name));
}
