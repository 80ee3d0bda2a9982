import type { GenerativeModel } from '@google/generative-ai';
import type { LmCall, LmMessageReply } from '../../../shared/boundaries/lm-call';
import type { LmHear } from '../../../shared/boundaries/lm-hear';
import { isRecord } from '../../call/read-json';
import { NO_USAGE } from '../../call/reply';
import { areEnded, joinedResponses } from '../../wires/gemini/joined-responses';
import { partsOf, readResponse, saidText, thoughtText } from '../../wires/gemini/read-reply';
import { answeredBody } from '../answered-body';
import { Interactions } from '../genai/interactions';
import { isInteraction, loadGenAi } from '../genai/load';
import { loadPackage } from '../load-package';
import { orErrorReply } from '../or-error-reply';
import type { Provider, ProviderOptions, ProviderReply } from '../provider';
import { heard } from '../streamed-pieces';
import { errorInStream, geminiError, SaidInStream } from './error';
import { embeddingRequests, generateBody } from './request';

/** Gemini by Google's own client, https://ai.google.dev/api; what that has no route for by its newer one. */
export class GeminiProvider implements Provider {
  readonly name = 'gemini';
  readonly isFree = false;

  get host(): string {
    return new URL(this.options.baseUrl ?? 'https://generativelanguage.googleapis.com').host;
  }

  private older: typeof import('@google/generative-ai') | undefined;

  constructor(private readonly options: ProviderOptions) {}

  /** Of Google's two clients the one that this call is asked by is loaded. Throws LM_PROVIDER_PACKAGE. */
  ready(call: LmCall): void {
    if (isInteraction(call) && loadGenAi(this.options.rootDir) !== null) return;
    this.older ??= loadPackage('@google/generative-ai', this.options.rootDir, isInteraction(call) ? '@google/genai' : undefined);
  }

  send(call: LmCall, signal?: AbortSignal, hear?: LmHear): Promise<ProviderReply> {
    const GenAi = isInteraction(call) ? loadGenAi(this.options.rootDir) : null;
    if (GenAi !== null) return new Interactions(GenAi, this.options).send(call, signal, hear);
    return orErrorReply(this.ask(call, signal, hear), (error) =>
      error instanceof this.sdk.GoogleGenerativeAIFetchError ? geminiError(error) : errorInStream(error),
    );
  }

  private get sdk(): typeof import('@google/generative-ai') {
    this.older ??= loadPackage('@google/generative-ai', this.options.rootDir);
    return this.older;
  }

  private async ask(call: LmCall, signal: AbortSignal | undefined, hear: LmHear | undefined): Promise<ProviderReply> {
    if (call.operation === 'embed') return this.embed(call, signal);
    if (call.operation === 'count_tokens') return this.count(call, signal);
    return call.stream ? this.stream(call, signal, hear) : this.generate(call, signal);
  }

  private model(call: LmCall, signal: AbortSignal | undefined): GenerativeModel {
    const { apiKey = 'none', baseUrl } = this.options;
    // The signal is typed for single requests, and handed on from here to each.
    const options = { ...(baseUrl !== undefined && { baseUrl }), ...(signal !== undefined && { signal }) };
    return new this.sdk.GoogleGenerativeAI(apiKey).getGenerativeModel({ model: call.model }, options);
  }

  private async generate(call: LmCall, signal: AbortSignal | undefined): Promise<LmMessageReply> {
    const { response } = await this.model(call, signal).generateContent(generateBody(call));
    return readResponse(answeredBody(plain(response)), call);
  }

  private async stream(call: LmCall, signal: AbortSignal | undefined, hear: LmHear | undefined): Promise<LmMessageReply> {
    const { stream, response: whole } = await this.model(call, signal).generateContentStream(generateBody(call));
    // The client joins the pieces by itself, too; what breaks that off breaks the stream off.
    whole.catch(() => undefined);
    const responses: Record<string, unknown>[] = [];
    return heard(stream, hear, {
      keep: (response) => {
        const said = plain(response);
        if (isRecord(said.error)) throw new SaidInStream(said.error);
        responses.push(said);
        const parts = partsOf(response.candidates?.[0]);
        return { text: parts.map(saidText).join(''), thought: parts.map(thoughtText).join('') };
      },
      read: () => readResponse(joinedResponses(responses), call),
      isEnded: () => areEnded(joinedResponses(responses)),
    });
  }

  private async embed(call: LmCall, signal: AbortSignal | undefined): Promise<ProviderReply> {
    const { embeddings } = await this.model(call, signal).batchEmbedContents({ requests: embeddingRequests(call) });
    // Gemini tells no usage for embeddings; what they are charged is the ledger's to say.
    return { kind: 'embeddings', vectors: embeddings.map(({ values }) => values), usage: NO_USAGE, model: call.model };
  }

  /** Of the whole request: instructions and tools are tokens, too. */
  private async count(call: LmCall, signal: AbortSignal | undefined): Promise<ProviderReply> {
    const { totalTokens } = await this.model(call, signal).countTokens({ generateContentRequest: generateBody(call) as never });
    return { kind: 'token_count', tokens: totalTokens, model: call.model };
  }
}

/** Without the functions that the client adds. */
function plain(response: object): Record<string, unknown> {
  return JSON.parse(JSON.stringify(response)) as Record<string, unknown>;
}
