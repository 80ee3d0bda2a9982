import { generateBody } from '../../../src/lm/real/gemini/request';
import { interactionBody } from '../../../src/lm/real/genai/request';
import { completionBody } from '../../../src/lm/real/openai/request';
import { responseBody } from '../../../src/lm/real/openai/response-request';
import { decodeAnthropic } from '../../../src/lm/wires/anthropic/decode';
import { decodeBedrock } from '../../../src/lm/wires/bedrock/decode';
import { decodeCohere } from '../../../src/lm/wires/cohere/decode';
import { decodeCompletions } from '../../../src/lm/wires/completions/decode';
import { decodeGateway } from '../../../src/lm/wires/gateway/decode';
import { decodeGemini } from '../../../src/lm/wires/gemini/decode';
import { decodeInteraction } from '../../../src/lm/wires/interactions/decode';
import { decodeOpenAi } from '../../../src/lm/wires/openai/decode';
import { decodeResponses } from '../../../src/lm/wires/responses/decode';
import type { LmCall } from '../../../src/shared/boundaries/lm-call';
import { inSnakeCase, oneCohereChat, oneCohereEmbed } from './cohere-spelling';
import { oneConverse } from './converse-spelling';
import { oneGateway } from './gateway-spelling';
import { oneInteraction } from './interaction-spelling';

/** The types in which each SDK documents what it can be asked. */
export const TYPES = `
import type OpenAI from 'openai';
import type { Cohere } from 'cohere-ai';
import type { ConverseRequest } from '@aws-sdk/client-bedrock-runtime';
import type Anthropic from '@anthropic-ai/sdk';
import type { LanguageModelV3CallOptions } from '@ai-sdk/provider';
import type { Content, EmbedContentConfig, Interactions, GenerateContentConfig } from '@google/genai';
export type Chat = OpenAI.Chat.ChatCompletionCreateParamsNonStreaming;
// Several prompts are several calls, and refused in one request.
export type Completions = Omit<OpenAI.CompletionCreateParamsNonStreaming, 'prompt'> & { prompt: string | number[] };
export type Responses = OpenAI.Responses.ResponseCreateParamsNonStreaming;
export type Embeddings = OpenAI.EmbeddingCreateParams;
export type Messages = Anthropic.Beta.MessageCreateParamsNonStreaming;
export type GenerateConfig = GenerateContentConfig;
export type Interaction = Interactions.CreateModelInteractionParamsNonStreaming;
export type GatewayOptions = Omit<LanguageModelV3CallOptions, 'abortSignal'>;
export type CohereChat = Cohere.V2ChatRequest;
export type CohereEmbed = Cohere.V2EmbedRequest;
// The model stands in the path.
export type Converse = Omit<ConverseRequest, 'modelId'>;
export type GeminiContents = { contents: Content[] };
`;

export interface Api {
  readonly type: string;
  /** A request that says as little as it can. */
  readonly least: Record<string, unknown>;
  decode(body: Record<string, unknown>): LmCall;
  /** The body that a provider of the same wire gets. */
  readonly forward?: (call: LmCall) => object;
  /** What means nothing for the reply, and why it goes or stays: by setting, anywhere in it. */
  readonly withoutMeaning: readonly string[];
  /** Of these, what no provider is sent. */
  readonly unsent?: readonly string[];
  /** A body in one of the spellings that the API has. */
  readonly spelled?: (body: Record<string, unknown>) => Record<string, unknown>;
  /** Settings that say what another one says. */
  readonly spellings: readonly string[];
}

const OPENAI_BOOKS = [
  'user',
  'safety_identifier',
  'prompt_cache_key',
  'prompt_cache_retention',
  'prompt_cache_options',
  'store',
  'metadata',
];

const text = (body: object): string => JSON.stringify(body);
const url = (path: string): URL => new URL(path, 'https://api.example.com');

export const APIS: Readonly<Record<string, Api>> = {
  'OpenAI chat': {
    type: 'Chat',
    least: { model: 'm', messages: [{ role: 'user', content: 'hi' }] },
    decode: (body) => decodeOpenAi(url('/v1/chat/completions'), text(body)),
    forward: (call) => completionBody(call, false),
    withoutMeaning: ['stream', 'stream_options', ...OPENAI_BOOKS],
    spellings: ['function_call', 'functions', 'max_completion_tokens'],
  },
  'OpenAI completions': {
    type: 'Completions',
    least: { model: 'm', prompt: 'hi' },
    decode: (body) => decodeCompletions(url('/v1/completions'), text(body)),
    withoutMeaning: ['stream', 'stream_options', 'user'],
    spellings: [],
  },
  'OpenAI Responses': {
    type: 'Responses',
    least: { model: 'm', input: 'hi' },
    decode: (body) => decodeResponses(url('/v1/responses'), text(body)),
    forward: responseBody,
    withoutMeaning: ['stream', 'stream_options', 'background', ...OPENAI_BOOKS],
    // Whoever asks waits for the answer.
    unsent: ['background'],
    // They stand for the turns behind them, and are refused where these are not known.
    spellings: ['conversation', 'previous_response_id'],
  },
  'OpenAI embeddings': {
    type: 'Embeddings',
    least: { model: 'm', input: 'hi' },
    decode: (body) => decodeOpenAi(url('/v1/embeddings'), text(body)),
    withoutMeaning: ['encoding_format', 'user'],
    spellings: [],
  },
  'Anthropic Messages': {
    type: 'Messages',
    least: { model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'hi' }] },
    decode: (body) => decodeAnthropic(url('/v1/messages'), text(body)),
    // The client sends its betas in a header.
    withoutMeaning: ['stream', 'metadata', 'cache_control', 'betas'],
    spellings: ['output_format'],
  },
  'Gemini Interactions': {
    type: 'Interaction',
    least: { model: 'm', input: 'hi' },
    decode: (body) => decodeInteraction(url('/v1beta/interactions'), text(body)),
    forward: interactionBody,
    withoutMeaning: ['stream', 'store', 'background', 'labels', 'webhook_config'],
    // Whoever asks waits for the answer.
    unsent: ['background', 'webhook_config'],
    spelled: oneInteraction,
    // It stands for the turns behind it, and is refused where these are not known.
    spellings: ['previous_interaction_id'],
  },
  'AI Gateway': {
    type: 'GatewayOptions',
    least: { prompt: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }] },
    decode: (body) => decodeGateway(url('/v3/ai/language-model'), text(body)),
    // Of the HTTP request, and of how a stream is told.
    withoutMeaning: ['headers', 'includeRawChunks'],
    spelled: oneGateway,
    spellings: [],
  },
  'Cohere chat': {
    type: 'CohereChat',
    least: { model: 'm', messages: [{ role: 'user', content: 'hi' }] },
    // Its client has names of its own for what goes over the wire.
    decode: (body) => decodeCohere(url('/v2/chat'), text(inSnakeCase(body))),
    withoutMeaning: ['stream'],
    spelled: oneCohereChat,
    spellings: [],
  },
  'Cohere embeddings': {
    type: 'CohereEmbed',
    least: { model: 'm', inputType: 'search_query', texts: ['hi'] },
    decode: (body) => decodeCohere(url('/v2/embed'), text(inSnakeCase(body))),
    withoutMeaning: [],
    spelled: oneCohereEmbed,
    spellings: [],
  },
  'Bedrock Converse': {
    type: 'Converse',
    least: { messages: [{ role: 'user', content: [{ text: 'hi' }] }] },
    decode: (body) => decodeBedrock(url('/model/m/converse'), text(body)),
    withoutMeaning: ['requestMetadata'],
    spelled: oneConverse,
    spellings: [],
  },
  'Gemini contents': {
    type: 'GeminiContents',
    least: { contents: [{ role: 'user', parts: [{ text: 'hi' }] }] },
    decode: (body) => decodeGemini(url('/v1beta/models/m:generateContent'), text(body)),
    forward: generateBody,
    withoutMeaning: [],
    spellings: [],
  },
};
