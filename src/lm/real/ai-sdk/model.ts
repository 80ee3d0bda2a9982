/**
 * What of the AI SDK's provider contract is used here. `LanguageModelV2`, `V3` and `V4` of `@ai-sdk/provider` name the same functions; where
 * their data differ, `read-result.ts` and `prompt.ts` know both forms.
 */
export interface AiModel {
  readonly specificationVersion: string;
  doGenerate(options: object): PromiseLike<AiResult>;
  doStream(options: object): PromiseLike<{ readonly stream: ReadableStream<AiPart>; readonly response?: { readonly headers?: Headers } }>;
}

export interface AiEmbedder {
  readonly specificationVersion: string;
  doEmbed(options: object): PromiseLike<{ readonly embeddings: number[][]; readonly usage?: { readonly tokens?: number } }>;
}

type Headers = Readonly<Record<string, string>>;

/** A piece of content, or of a stream. */
export type AiPart = Readonly<Record<string, unknown>> & { readonly type: string };

export interface AiResult {
  readonly content: readonly AiPart[];
  readonly finishReason: unknown;
  readonly usage: unknown;
  readonly warnings?: readonly AiPart[];
  readonly response?: { readonly modelId?: string; readonly headers?: Headers };
}
