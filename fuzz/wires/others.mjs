import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import { TOOLS } from './said.mjs';

/** What Anthropic's client says that it was told. */
export async function anthropic(fetch, isStreamed) {
  const client = new Anthropic({ apiKey: 'k', fetch, maxRetries: 0, logLevel: 'off' });
  const tools = TOOLS.map((name) => ({ name, input_schema: { type: 'object' } }));
  const request = { model: 'm', max_tokens: 99, messages: [{ role: 'user', content: 'go' }], tools };
  const message = isStreamed ? await client.messages.stream(request).finalMessage() : await client.messages.create(request);
  const of = (type) => message.content.filter((block) => block.type === type);
  const { usage } = message;
  return {
    choices: [
      {
        text: of('text')[0]?.text ?? null,
        thinking: of('thinking')[0]?.thinking ?? null,
        refusal: message.stop_details?.explanation ?? null,
        toolCalls: of('tool_use').map(({ id, name, input }) => ({ id, name, arguments: input })),
        finish: message.stop_reason,
        logprobs: null,
      },
    ],
    usage: [usage.input_tokens + usage.cache_read_input_tokens, usage.output_tokens],
  };
}

/** What Google's client says that it was told: it asks by the global fetch. */
export async function gemini(fetch, isStreamed, n) {
  globalThis.fetch = fetch;
  const client = new GoogleGenAI({ apiKey: 'k' });
  const tools = [{ functionDeclarations: TOOLS.map((name) => ({ name })) }];
  const request = { model: 'm', contents: 'go', config: { tools, candidateCount: n } };
  const chunks = [];
  if (isStreamed) for await (const chunk of await client.models.generateContentStream(request)) chunks.push(chunk);
  else chunks.push(await client.models.generateContent(request));
  const { usageMetadata: usage } = chunks.at(-1);
  return {
    choices: Array.from({ length: n }, (_, index) => candidate(chunks, index)),
    usage: [usage.promptTokenCount, usage.candidatesTokenCount + usage.thoughtsTokenCount],
  };
}

function candidate(chunks, index) {
  const said = chunks.flatMap(({ candidates }) => candidates.filter((one) => (one.index ?? 0) === index));
  const parts = said.flatMap(({ content }) => content?.parts ?? []);
  const joined = (texts) => (texts.length === 0 ? null : texts.map(({ text }) => text).join(''));
  const end = said.at(-1);
  const { chosenCandidates, topCandidates } = end.logprobsResult ?? {};
  const token = ({ token: said, logProbability }) => ({ token: said, logprob: logProbability });
  return {
    text: joined(parts.filter(({ text, thought }) => text !== undefined && thought !== true)),
    thinking: joined(parts.filter(({ thought }) => thought === true)),
    refusal: null,
    toolCalls: parts.flatMap(({ functionCall: called }) => (called ? [{ id: called.id, name: called.name, arguments: called.args }] : [])),
    finish: end.finishReason,
    logprobs: chosenCandidates?.map((one, at) => ({ ...token(one), top: (topCandidates[at].candidates ?? []).map(token) })) ?? null,
  };
}
