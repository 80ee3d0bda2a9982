import { runOnce } from '../e2e/run-jest';

/** Every client with nothing but its defaults: where to ask, it finds in its environment. */
const MODULE = `
import dspy

MESSAGES = [{"role": "user", "content": "hello"}]
TOOL = {"type": "object", "properties": {"city": {"type": "string"}}}

def by_openai():
    import openai
    client = openai.OpenAI()
    chat = client.chat.completions.create(model="gpt-4o-mini", messages=MESSAGES)
    stream = client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "in pieces"}], stream=True)
    answer = client.responses.create(model="gpt-5", instructions="Be brief.", input="hello")
    with client.responses.stream(model="gpt-5", input="in pieces") as events:
        pieces = [event.delta for event in events if event.type == "response.output_text.delta"]
    called = client.responses.create(model="gpt-5", input="use the tool", tools=[{"type": "function", "name": "weather", "parameters": TOOL, "strict": False}])
    return {
        "chat": chat.choices[0].message.content,
        "chat_pieces": [chunk.choices[0].delta.content for chunk in stream if chunk.choices[0].delta.content],
        "responses": answer.output_text,
        "responses_pieces": pieces,
        "responses_tool": [called.output[0].name, called.output[0].arguments],
        "embedding": client.embeddings.create(model="text-embedding-3-small", input="red apple").data[0].embedding,
        "tokens": client.responses.input_tokens.count(model="gpt-5", input="how many?").input_tokens,
    }

def by_anthropic():
    import anthropic
    client = anthropic.Anthropic(max_retries=0)
    asked = {"model": "claude-sonnet-5", "max_tokens": 50}
    with client.messages.stream(messages=[{"role": "user", "content": "in pieces"}], **asked) as stream:
        pieces = list(stream.text_stream)
    called = client.messages.create(messages=[{"role": "user", "content": "use the tool"}], tools=[{"name": "weather", "input_schema": TOOL}], **asked)
    try:
        client.messages.create(messages=[{"role": "user", "content": "busy"}], **asked)
    except anthropic.RateLimitError as error:
        refused = [error.status_code, error.body["error"]["type"], error.response.headers["retry-after"]]
    return {
        "text": client.messages.create(messages=MESSAGES, system="Be brief.", **asked).content[0].text,
        "pieces": pieces,
        "tool": [called.stop_reason, called.content[0].name, called.content[0].input],
        "tokens": client.messages.count_tokens(model="claude-sonnet-5", messages=[{"role": "user", "content": "how many?"}]).input_tokens,
        "refused": refused,
    }

def by_litellm():
    import litellm
    litellm.suppress_debug_info = True
    models = ["openai/gpt-4o-mini", "anthropic/claude-sonnet-5", "gemini/gemini-3.5-flash-lite"]
    said = {model: litellm.completion(model=model, messages=MESSAGES).choices[0].message.content for model in models}
    said["pieces"] = [c.choices[0].delta.content for c in litellm.completion(model=models[1], messages=[{"role": "user", "content": "in pieces"}], stream=True) if c.choices[0].delta.content]
    said["embedding"] = litellm.embedding(model="openai/text-embedding-3-small", input=["red apple"]).data[0]["embedding"]
    return said

def by_dspy():
    """A hosted embedder: DSPy asks litellm."""
    return dspy.Embedder("openai/text-embedding-3-small", caching=False)(["red apple", "red apple"]).tolist()

class Clients(dspy.Module):
    def forward(self):
        return {"embedder": by_dspy(), "openai": by_openai(), "anthropic": by_anthropic(), "litellm": by_litellm()}
`;

// Fails when a client that is installed everywhere is not led to the engine inside of Python, or cannot read what the gateway writes.
test('openai, anthropic and litellm inside of Python are answered by the rules of the test', async () => {
  const run = await runOnce(
    {
      'clients.py': MODULE,
      // The import of litellm alone takes seconds of CPU.
      'jest.config.js':
        "module.exports = { preset: '@dspex/jest-preset', testEnvironmentOptions: { dspex: { processTimeoutMs: 120_000 } } };",
      'a.test.js': `/** @jest-environment @dspex/jest-preset/integration */
      const { dspex } = require('@dspex/jest-preset');
      test('asks', async () => {
        dspex.lm.whenPrompt('hello').reply('hi there');
        dspex.lm.whenPrompt('in pieces').stream(['one ', 'two']);
        dspex.lm.whenPrompt('use the tool').callTool('weather', { city: 'Oslo' }).callTool('weather', { city: 'Oslo' });
        dspex.lm.whenPrompt('red apple').reply({ embedding: [0.25, 0.5] });
        dspex.lm.whenPrompt('how many?').reply({ tokens: 12 });
        dspex.lm.whenPrompt('busy').replyWithError({ status: 429, retryAfterMs: 2000 });
        const program = await dspex.loadModule('clients:Clients');
        const { outputs } = await program.execute({});
        const pieces = ['one ', 'two'];
        expect(outputs).toEqual({
          embedder: [[0.25, 0.5], [0.25, 0.5]],
          openai: {
            chat: 'hi there', chat_pieces: pieces, responses: 'hi there', responses_pieces: pieces,
            responses_tool: ['weather', '{"city":"Oslo"}'], embedding: [0.25, 0.5], tokens: 12,
          },
          anthropic: { text: 'hi there', pieces, tool: ['tool_use', 'weather', { city: 'Oslo' }], tokens: 12, refused: [429, 'rate_limit_error', '2'] },
          litellm: {
            'openai/gpt-4o-mini': 'hi there', 'anthropic/claude-sonnet-5': 'hi there', 'gemini/gemini-3.5-flash-lite': 'hi there', pieces, embedding: [0.25, 0.5],
          },
        });
        expect(new Set(dspex.lm.calls.map(({ api }) => api))).toEqual(new Set(['dspy', 'openai', 'openai_responses', 'anthropic', 'gemini']));
        expect(new Set(dspex.lm.calls.map(({ door }) => door))).toEqual(new Set(['python', 'http']));
      }, 150_000);`,
    },
    { env: { TEST_MODE: 'integration' } },
  );
  expect(run.tests.map((test) => test.failureMessages.join())).toEqual(['']);
});
