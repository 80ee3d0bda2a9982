const { writeFileSync } = require('node:fs');
const { dspex } = require('@dspex/jest-preset');
const OpenAI = require('openai').default;
const Anthropic = require('@anthropic-ai/sdk').default;
const { GoogleGenerativeAI } = require('@google/generative-ai');

// What each client was given; with the provider gone it must be the same.
const said = {};
const { MODEL, LEAVE_OUT = '' } = process.env;
const MOST = Number(process.env.MOST ?? 500);
const openai = new OpenAI({ apiKey: 'k', maxRetries: 0 });
const anthropic = new Anthropic({ apiKey: 'k', maxRetries: 0 });
const user = [{ role: 'user', content: 'what time is it?' }];
const parameters = { type: 'object', properties: { city: { type: 'string' } } };
const streamed = async (pieces) => {
  const all = [];
  for await (const piece of pieces) all.push(piece);
  return all;
};
/** The text of a client's reply is the model's, and what it was given is kept. */
function asks(name, ask) {
  const isLeftOut = LEAVE_OUT.split(',').includes(name);
  (isLeftOut ? test.skip : test)(name, async () => {
    const { text, whole } = await ask();
    said[name] = whole;
    // A model of random weights says anything.
    if (text !== undefined && process.env.ANSWER !== '') expect(text).toBe(process.env.ANSWER);
    expect(new Set(dspex.lm.calls.map(({ source }) => source))).toEqual(new Set([process.env.SOURCE]));
  });
}

asks('chat', async () => {
  const whole = await openai.chat.completions.create({ model: MODEL, messages: user });
  return { text: whole.choices[0].message.content, whole };
});
asks('chat stream', async () => {
  const whole = await streamed(await openai.chat.completions.create({ model: MODEL, messages: user, stream: true }));
  return { text: whole.map(({ choices }) => choices[0]?.delta.content ?? '').join(''), whole };
});
asks('chat choices', async () => {
  const whole = await openai.chat.completions.create({ model: MODEL, messages: user, n: 2 });
  return { text: whole.choices.at(-1).message.content, whole };
});
asks('chat tools', async () => {
  const tools = [{ type: 'function', function: { name: 'weather', parameters } }];
  const whole = await openai.chat.completions.create({
    model: process.env.TOOLS_MODEL,
    messages: [{ role: 'user', content: 'sunny?' }],
    tools,
  });
  expect(JSON.parse(whole.choices[0].message.tool_calls[0].function.arguments)).toEqual({ city: 'Rome' });
  return { whole };
});
asks('embeddings', async () => {
  const whole = await openai.embeddings.create({ model: 'vectors', input: ['one', 'two'] });
  // litellm's mocks give one vector, however many are asked for.
  expect(whole.data[0].embedding.length).toBeGreaterThan(1);
  return { whole };
});
asks('responses', async () => {
  const whole = await openai.responses.create({ model: MODEL, input: 'what time is it?' });
  return { text: whole.output_text, whole };
});
asks('responses stream', async () => {
  const whole = await streamed(await openai.responses.create({ model: MODEL, input: 'what time is it?', stream: true }));
  return { text: whole.at(-1).response.output[0].content[0].text, whole };
});
asks('anthropic', async () => {
  const whole = await anthropic.messages.create({ model: MODEL, max_tokens: MOST, messages: user });
  return { text: whole.content[0].text, whole };
});
asks('anthropic stream', async () => {
  const events = [];
  const stream = anthropic.messages
    .stream({ model: MODEL, max_tokens: MOST, messages: user })
    .on('streamEvent', (event) => events.push(event));
  return { text: await stream.finalText(), whole: events };
});
asks('gemini', async () => {
  const { response } = await new GoogleGenerativeAI('k').getGenerativeModel({ model: MODEL }).generateContent('what time is it?');
  return { text: response.text(), whole: response };
});
asks('gemini stream', async () => {
  const { stream } = await new GoogleGenerativeAI('k').getGenerativeModel({ model: MODEL }).generateContentStream('what time is it?');
  const whole = await streamed(stream);
  return { text: whole.map((piece) => piece.text()).join(''), whole };
});
asks('genai', async () => {
  const { GoogleGenAI } = require('@google/genai');
  const whole = await new GoogleGenAI({ apiKey: 'k' }).models.generateContent({ model: MODEL, contents: 'what time is it?' });
  return { text: whole.text, whole: { candidates: whole.candidates, usage: whole.usageMetadata } };
});
asks('ai sdk', async () => {
  const { generateText } = require('ai');
  const { createOpenAI } = require('@ai-sdk/openai');
  const { text, usage, finishReason } = await generateText({
    model: createOpenAI({ apiKey: 'k' }).chat(MODEL),
    prompt: 'what time is it?',
  });
  return { text, whole: { usage, finishReason } };
});
asks('ai sdk stream', async () => {
  const { streamText } = require('ai');
  const { createOpenAI } = require('@ai-sdk/openai');
  const whole = await streamed(
    streamText({ model: createOpenAI({ apiKey: 'k' }).responses(MODEL), prompt: 'what time is it?' }).textStream,
  );
  return { text: whole.join(''), whole };
});
asks('dspy lm', async () => {
  const module = await dspex.loadModule('streams:Says');
  const { outputs } = await module.execute({ question: 'what time is it?' });
  return { text: outputs.said, whole: outputs };
});
asks('dspy', async () => {
  const { outputs } = await dspex.run('question -> answer', { question: 'what time is it?' });
  expect(outputs).toEqual({ answer: "Four o'clock ☕" });
  return { whole: outputs };
});
asks('dspy stream', async () => {
  const module = await dspex.loadModule('streams:Streams');
  const { outputs } = await module.execute({ question: 'what time is it?' });
  expect(outputs.answer).toBe("Four o'clock ☕");
  return { whole: outputs };
});
afterAll(() => writeFileSync(process.env.SAID, JSON.stringify(said)));
