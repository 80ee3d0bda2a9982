const DEFAULT_SIZE = 256;

/**
 * How many numbers a vector has where a call does not say, as the providers document it: a store of vectors is made for one size.
 * OpenAI: platform.openai.com/docs/guides/embeddings; Google: ai.google.dev/gemini-api/docs/embeddings and Vertex AI's text embeddings;
 * Mistral, Voyage, Cohere, Amazon and the cards of open models: their own pages.
 */
const SIZES: readonly (readonly [RegExp, number])[] = [
  [/text-embedding-3-large/, 3072],
  [/text-embedding-(3-small|ada-002)|codestral-embed|embed-v4|titan-embed-text-v1/, 1536],
  [/gemini-embedding/, 3072],
  [/text-(multilingual-)?embedding-00\d|(^|\/)embedding-001|nomic-embed-text/, 768],
  [/voyage-3-lite/, 512],
  [/all-minilm|embed-(english|multilingual)-light-v3/, 384],
  [/mistral-embed|voyage-|embed-(english|multilingual)-v3|mxbai-embed-large|bge-m3|jina-embeddings-v3|titan-embed-text-v2/, 1024],
];

/** The size of a model's vectors; 256 for one that is not known. */
export function embeddingSize(model: string): number {
  const name = model.toLowerCase();
  return SIZES.find(([pattern]) => pattern.test(name))?.[1] ?? DEFAULT_SIZE;
}
