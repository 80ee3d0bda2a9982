/** The AI SDK's providers: each checks what it is told by a schema of its own. */

const THOUGHT = 'It rains.';

const MODELS = {
  'AI SDK, OpenAI chat': async () => (await import('@ai-sdk/openai')).createOpenAI({ apiKey: 'k' }).chat('m'),
  'AI SDK, OpenAI Responses': async () => (await import('@ai-sdk/openai')).createOpenAI({ apiKey: 'k' }).responses('gpt-5'),
  'AI SDK, Anthropic': async () => (await import('@ai-sdk/anthropic')).createAnthropic({ apiKey: 'k' })('m'),
  'AI SDK, Google': async () => (await import('@ai-sdk/google')).createGoogleGenerativeAI({ apiKey: 'k' })('m'),
  'AI SDK, Mistral': async () => (await import('@ai-sdk/mistral')).createMistral({ apiKey: 'k' })('m'),
  'AI SDK, Groq': async () => (await import('@ai-sdk/groq')).createGroq({ apiKey: 'k' })('m'),
  'AI SDK, OpenRouter': async () => (await import('@openrouter/ai-sdk-provider')).createOpenRouter({ apiKey: 'k' })('m'),
  'AI SDK, Azure': async () => (await import('@ai-sdk/azure')).createAzure({ resourceName: 'r' }).chat('m'),
  'AI SDK, Amazon Bedrock': async () => {
    const { createAmazonBedrock } = await import('@ai-sdk/amazon-bedrock');
    return createAmazonBedrock({ region: 'eu-west-1' })('anthropic.claude-m');
  },
  'AI SDK, Anthropic on Amazon Bedrock': async () => {
    const { createBedrockAnthropic } = await import('@ai-sdk/amazon-bedrock/anthropic');
    return createBedrockAnthropic({ region: 'eu-west-1' })('anthropic.claude-m');
  },
  'AI SDK, compatible with OpenAI': async () => {
    const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
    return createOpenAICompatible({ name: 'deepseek', baseURL: 'https://api.deepseek.com/v1', apiKey: 'k' })('m');
  },
};

async function settings(model) {
  const { jsonSchema, stepCountIs, tool } = await import('ai');
  const inputSchema = jsonSchema({ type: 'object', properties: { city: { type: 'string' } } });
  const weather = tool({ description: 'The weather.', inputSchema, execute: ({ city }) => `rain in ${city}` });
  return { model: await model(), prompt: 'go', tools: { weather }, stopWhen: stepCountIs(3), maxRetries: 0 };
}

const asked = async (model, tells) => {
  const { generateText } = await import('ai');
  const { text, steps } = await generateText(await settings(model));
  return {
    text,
    tools: steps.flatMap(({ toolCalls }) => toolCalls.map(({ toolName, input }) => [toolName, input])),
    thinking: tells ? steps.at(-1).reasoningText : THOUGHT,
  };
};

const streamed = async (model, tells) => {
  const { streamText } = await import('ai');
  const result = streamText({
    ...(await settings(model)),
    onError: ({ error }) => {
      throw error;
    },
  });
  const steps = await result.steps;
  return {
    text: await result.text,
    tools: steps.flatMap(({ toolCalls }) => toolCalls.map(({ toolName, input }) => [toolName, input])),
    thinking: tells ? steps.at(-1).reasoningText : THOUGHT,
  };
};

/** Those that hand thoughts on; of the others it is not asked. */
const TELLS = /Responses|Anthropic|Bedrock|Google|Groq|OpenRouter|compatible/;

exports.clients = Object.fromEntries(
  Object.entries(MODELS).flatMap(([name, model]) => [
    [name, () => asked(model, TELLS.test(name))],
    [`${name}, streamed`, () => streamed(model, TELLS.test(name))],
  ]),
);
