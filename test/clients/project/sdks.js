const messages = [{ role: 'user', content: 'go' }];
const model = 'm';

const openai = (name) => async (origin) => {
  const client = new (require(name).OpenAI)({ baseURL: `${origin}/v1`, maxRetries: 0 });
  return (await client.chat.completions.create({ model, messages })).choices[0].message.content;
};

const fromAiSdk = (vendor, make, base) => async (origin) => {
  const { generateText } = await import('ai');
  const { [make]: create } = await import(`@ai-sdk/${vendor}`);
  return (await generateText({ model: create({ baseURL: `${origin}${base}` })(model), prompt: 'go', maxRetries: 0 })).text;
};

/** Clients of language models, made without a key: each is answered. */
exports.answered = {
  'openai 6': openai('openai'),
  'openai 6, Responses': async (origin) => {
    const client = new (require('openai').OpenAI)({ baseURL: `${origin}/v1`, maxRetries: 0 });
    return (await client.responses.create({ model, input: 'go' })).output_text;
  },
  'openai 7': openai('openai7'),
  '@anthropic-ai/sdk': async (origin) => {
    const client = new (require('@anthropic-ai/sdk').Anthropic)({ baseURL: origin, maxRetries: 0 });
    return (await client.messages.create({ model, max_tokens: 9, messages })).content[0].text;
  },
  '@google/genai': async (origin) => {
    const client = new (require('@google/genai').GoogleGenAI)({ httpOptions: { baseUrl: origin } });
    return (await client.models.generateContent({ model, contents: 'go' })).text;
  },
  '@google/generative-ai': async (origin) => {
    const client = new (require('@google/generative-ai').GoogleGenerativeAI)(process.env.GEMINI_API_KEY);
    return (await client.getGenerativeModel({ model }, { baseUrl: origin }).generateContent('go')).response.text();
  },
  'AI SDK, OpenAI': fromAiSdk('openai', 'createOpenAI', '/v1'),
  'AI SDK, Anthropic': fromAiSdk('anthropic', 'createAnthropic', '/v1'),
  'AI SDK, Google': fromAiSdk('google', 'createGoogleGenerativeAI', '/v1beta'),
  'LangChain, OpenAI': async (origin) => {
    const { ChatOpenAI } = require('@langchain/openai');
    return (await new ChatOpenAI({ model, maxRetries: 0, configuration: { baseURL: `${origin}/v1` } }).invoke('go')).content;
  },
  'LangChain, Anthropic': async (origin) => {
    const { ChatAnthropic } = require('@langchain/anthropic');
    return (await new ChatAnthropic({ model, maxRetries: 0, anthropicApiUrl: origin }).invoke('go')).content;
  },
  'LangChain, Google': async (origin) => {
    const { ChatGoogleGenerativeAI } = require('@langchain/google-genai');
    return (await new ChatGoogleGenerativeAI({ model, maxRetries: 0, baseUrl: origin }).invoke('go')).content;
  },
  '@openai/agents': async (origin) => {
    const { Agent, OpenAIChatCompletionsModel, run, setTracingDisabled } = require('@openai/agents');
    setTracingDisabled(true);
    const client = new (require('openai').OpenAI)({ baseURL: `${origin}/v1`, maxRetries: 0 });
    return (await run(new Agent({ name: 'a', model: new OpenAIChatCompletionsModel(client, model) }), 'go')).finalOutput;
  },
  Mistral: async (origin) => {
    const { Mistral } = await import('@mistralai/mistralai');
    const client = new Mistral({ serverURL: origin, apiKey: process.env.MISTRAL_API_KEY });
    return (await client.chat.complete({ model, messages })).choices[0].message.content;
  },
  Groq: async (origin) => {
    const client = new (require('groq-sdk').Groq)({ baseURL: origin, maxRetries: 0 });
    return (await client.chat.completions.create({ model, messages })).choices[0].message.content;
  },
  Together: async (origin) => {
    const client = new (require('together-ai').Together)({ baseURL: `${origin}/v1`, maxRetries: 0 });
    return (await client.chat.completions.create({ model, messages })).choices[0].message.content;
  },
  'Ollama, its own API': async (origin) => {
    const { Ollama } = require('ollama');
    return (await new Ollama({ host: origin }).chat({ model, messages })).message.content;
  },
  'OpenAI, completions of a prompt': async (origin) => {
    const client = new (require('openai').OpenAI)({ baseURL: `${origin}/v1`, maxRetries: 0 });
    return (await client.completions.create({ model, prompt: 'go' })).choices[0].text;
  },
  'LangChain, OpenAI without a chat': async (origin) => {
    const { OpenAI } = require('@langchain/openai');
    return new OpenAI({ model, maxRetries: 0, configuration: { baseURL: `${origin}/v1` } }).invoke('go');
  },
  'Cohere, its own API': async (origin) => {
    const client = new (require('cohere-ai').CohereClientV2)({ environment: origin, token: process.env.CO_API_KEY });
    return (await client.chat({ model, messages }, { maxRetries: 0 })).message.content[0].text;
  },
  "Amazon's client of Bedrock": async (origin) => {
    const { BedrockRuntimeClient, ConverseCommand } = require('@aws-sdk/client-bedrock-runtime');
    const credentials = { accessKeyId: 'k', secretAccessKey: 's' };
    const client = new BedrockRuntimeClient({ region: 'eu-west-1', endpoint: origin, credentials, maxAttempts: 1 });
    const asked = { modelId: model, messages: [{ role: 'user', content: [{ text: 'go' }] }] };
    const { output } = await client.send(new ConverseCommand(asked));
    client.destroy();
    return output.message.content[0].text;
  },
};

/** What is asked for is none of what is spoken here: each is refused, with a reply that says so. */
exports.refused = {
  'a picture of OpenAI': async (origin) => {
    const client = new (require('openai').OpenAI)({ baseURL: `${origin}/v1`, maxRetries: 0 });
    return (await client.images.generate({ model, prompt: 'go' })).data[0].url;
  },
};
