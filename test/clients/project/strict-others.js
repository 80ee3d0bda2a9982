/** Frameworks and official clients, each with a tool that is called, and its result. */

const messages = [{ role: 'user', content: 'go' }];
const parameters = { type: 'object', properties: { city: { type: 'string' } } };
const weather = ({ city }) => `rain in ${city}`;

/** The tool, which notes what it was asked. */
const noted = (asked) => (input) => {
  asked.push(['weather', input]);
  return weather(input);
};

async function langChain(model) {
  const { HumanMessage, ToolMessage } = require('@langchain/core/messages');
  const bound = model.bindTools([{ type: 'function', function: { name: 'weather', description: 'd', parameters } }]);
  const said = async (asked) => {
    let whole;
    for await (const chunk of await bound.stream(asked)) whole = whole === undefined ? chunk : whole.concat(chunk);
    return whole;
  };
  const first = await said([new HumanMessage('go')]);
  const [call] = first.tool_calls;
  const last = await said([
    new HumanMessage('go'),
    first,
    new ToolMessage({ content: weather(call.args), tool_call_id: call.id, name: call.name }),
  ]);
  return { text: last.text, tools: [[call.name, call.args]] };
}

async function agents(Model, client) {
  const { Agent, run, setTracingDisabled, tool } = require('@openai/agents');
  const { z } = require('zod');
  setTracingDisabled(true);
  const asked = [];
  const own = tool({
    name: 'weather',
    description: 'd',
    parameters: z.object({ city: z.string() }),
    execute: noted(asked),
  });
  const agent = new Agent({ name: 'a', model: new Model(client, 'm'), tools: [own] });
  const result = await run(agent, 'go', { stream: true });
  await result.completed;
  return { text: result.finalOutput, tools: asked };
}

const openai = (settings = {}) => new (require('openai').OpenAI)({ apiKey: 'k', maxRetries: 0, ...settings });

async function chat(client) {
  const tools = [{ type: 'function', function: { name: 'weather', description: 'd', parameters } }];
  const first = await client.chat.completions.create({ model: 'm', messages, tools });
  const { message } = first.choices[0];
  const args = JSON.parse(message.tool_calls[0].function.arguments);
  const all = [...messages, message, { role: 'tool', tool_call_id: message.tool_calls[0].id, content: weather(args) }];
  let text = '';
  for await (const chunk of await client.chat.completions.create({ model: 'm', messages: all, tools, stream: true }))
    text += chunk.choices[0]?.delta.content ?? '';
  return { text, tools: [['weather', args]] };
}

async function anthropicRunner(client, model = 'm') {
  const asked = [];
  const tool = {
    name: 'weather',
    description: 'd',
    input_schema: parameters,
    parse: (input) => input,
    run: noted(asked),
  };
  const runner = client.beta.messages.toolRunner({
    model,
    max_tokens: 99,
    messages,
    tools: [{ type: 'custom', ...tool }],
    stream: true,
  });
  let message;
  for await (const turn of runner) message = await turn.finalMessage();
  return { text: message.content.find(({ type }) => type === 'text').text, tools: asked };
}

async function gemini(module) {
  const { GoogleGenAI } = await import(module);
  const client = new GoogleGenAI({ apiKey: 'k' });
  const config = { tools: [{ functionDeclarations: [{ name: 'weather', parametersJsonSchema: parameters }] }] };
  const session = client.chats.create({ model: 'm', config });
  const first = await session.sendMessage({ message: 'go' });
  const [call] = first.functionCalls;
  const message = [{ functionResponse: { name: call.name, response: { result: weather(call.args) } } }];
  let text = '';
  for await (const chunk of await session.sendMessageStream({ message })) text += chunk.text ?? '';
  return { text, tools: [[call.name, call.args]] };
}

async function genkit(plugins, model) {
  const { genkit: open, z } = require('genkit');
  const ai = open({ plugins });
  const asked = [];
  const own = ai.defineTool(
    { name: 'weather', description: 'd', inputSchema: z.object({ city: z.string() }), outputSchema: z.string() },
    async (input) => noted(asked)(input),
  );
  const { stream, response } = ai.generateStream({ model, prompt: 'go', tools: [own] });
  for await (const _ of stream);
  return { text: (await response).text, tools: asked };
}

async function cohere() {
  const { CohereClientV2 } = require('cohere-ai');
  const client = new CohereClientV2({ token: 'k', maxRetries: 0 });
  const asked = { model: 'm', tools: [{ type: 'function', function: { name: 'weather', description: 'd', parameters } }] };
  const { message } = await client.chat({ ...asked, messages });
  const [{ id, function: called }] = message.toolCalls;
  const args = JSON.parse(called.arguments);
  const all = [...messages, { role: 'assistant', toolCalls: message.toolCalls }, { role: 'tool', toolCallId: id, content: weather(args) }];
  let text = '';
  for await (const { type, delta } of await client.chatStream({ ...asked, messages: all }))
    if (type === 'content-delta') text += delta.message.content.text ?? '';
  return { text, tools: [['weather', args]] };
}

Object.assign(exports, { anthropicRunner, langChain, parameters, weather });

exports.clients = {
  "Cohere's own client": cohere,
  'openai 6': () => chat(openai()),
  'openai 7': () => chat(new (require('openai7').OpenAI)({ apiKey: 'k', maxRetries: 0 })),
  'Cohere, by its compatible address': () => chat(openai({ baseURL: 'https://api.cohere.ai/compatibility/v1' })),
  Groq: () => chat(new (require('groq-sdk').Groq)({ apiKey: 'k', maxRetries: 0 })),
  Cerebras: () => chat(new (require('@cerebras/cerebras_cloud_sdk').Cerebras)({ apiKey: 'k', maxRetries: 0 })),
  Together: () => chat(new (require('together-ai').Together)({ apiKey: 'k', maxRetries: 0 })),
  Mistral: async () => {
    const { Mistral } = await import('@mistralai/mistralai');
    const client = new Mistral({ apiKey: 'k' });
    const tools = [{ type: 'function', function: { name: 'weather', description: 'd', parameters } }];
    const { choices } = await client.chat.complete({ model: 'm', messages, tools });
    const [call] = choices[0].message.toolCalls;
    const args = JSON.parse(call.function.arguments);
    const all = [...messages, { role: 'assistant', ...choices[0].message }, { role: 'tool', toolCallId: call.id, content: weather(args) }];
    let text = '';
    for await (const { data } of await client.chat.stream({ model: 'm', messages: all, tools }))
      text += data.choices[0].delta.content ?? '';
    return { text, tools: [['weather', args]] };
  },
  '@anthropic-ai/sdk, toolRunner': () => anthropicRunner(new (require('@anthropic-ai/sdk').Anthropic)({ apiKey: 'k', maxRetries: 0 })),
  '@anthropic-ai/vertex-sdk': async () => {
    const { AnthropicVertex } = require('@anthropic-ai/vertex-sdk');
    const authClient = { getRequestHeaders: async () => new Headers({ authorization: 'Bearer k' }), projectId: 'p' };
    return anthropicRunner(new AnthropicVertex({ projectId: 'p', region: 'us-east5', authClient, maxRetries: 0 }));
  },
  '@google/genai 2': () => gemini('@google/genai'),
  '@google/genai 3': () => gemini('genai3'),
  'LangChain, OpenAI': () => langChain(new (require('@langchain/openai').ChatOpenAI)({ model: 'm', apiKey: 'k', maxRetries: 0 })),
  'LangChain, Anthropic': () => langChain(new (require('@langchain/anthropic').ChatAnthropic)({ model: 'm', apiKey: 'k', maxRetries: 0 })),
  'LangChain, Google': () =>
    langChain(new (require('@langchain/google-genai').ChatGoogleGenerativeAI)({ model: 'm', apiKey: 'k', maxRetries: 0 })),
  'LangChain, Ollama': () => langChain(new (require('@langchain/ollama').ChatOllama)({ model: 'm', baseUrl: 'https://ollama.com' })),
  '@openai/agents, chat': () => agents(require('@openai/agents').OpenAIChatCompletionsModel, openai()),
  '@openai/agents, Responses': () => agents(require('@openai/agents').OpenAIResponsesModel, openai()),
  'Genkit, Google': () => genkit([require('@genkit-ai/google-genai').googleAI({ apiKey: 'k' })], 'googleai/gemini-3.5-flash'),
  'Genkit, OpenAI': () => genkit([require('@genkit-ai/compat-oai/openai').openAI({ apiKey: 'k' })], 'openai/gpt-4o'),
  'LlamaIndex.TS, OpenAI': async () => {
    const { OpenAI } = require('@llamaindex/openai');
    const { FunctionTool } = require('llamaindex');
    const own = FunctionTool.from(weather, { name: 'weather', description: 'd', parameters });
    const asked = [];
    const llm = new OpenAI({ model: 'gpt-4o', apiKey: 'k', maxRetries: 0 });
    const { message } = await llm.chat({ messages, tools: [own] });
    const [call] = message.options.toolCall;
    const input = JSON.parse(call.input);
    asked.push([call.name, input]);
    const result = {
      role: 'user',
      content: weather(input),
      options: { toolResult: { id: call.id, result: weather(input), isError: false } },
    };
    let text = '';
    for await (const chunk of await llm.chat({ messages: [...messages, message, result], tools: [own], stream: true })) text += chunk.delta;
    return { text, tools: asked };
  },
};
