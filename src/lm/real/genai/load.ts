import type { LmCall } from '../../../shared/boundaries/lm-call';
import { loadPackage } from '../load-package';

/** What of Google's newer client is used here. It hands on what it does not know, in both directions. */
export interface GenAiClient {
  readonly interactions: {
    create(params: object, options: object): PromiseLike<object | AsyncIterable<object>>;
  };
}

type GenAiOptions = { readonly apiKey: string; readonly httpOptions?: { readonly baseUrl: string } };

export type GenAi = new (options: GenAiOptions) => GenAiClient;

/** Google's newer client as the project has it installed; null where it has none. */
export function loadGenAi(rootDir: string | undefined): GenAi | null {
  try {
    return loadPackage<{ GoogleGenAI: GenAi }>('@google/genai', rootDir).GoogleGenAI;
  } catch {
    return null;
  }
}

/** Whether a call came over an API that only this client speaks. */
export function isInteraction({ api }: Pick<LmCall, 'api'>): boolean {
  return api === 'gemini_interactions';
}
