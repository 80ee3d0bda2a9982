import type * as Clients from '@google/genai' with { 'resolution-mode': 'import' };
import { GeminiProvider } from '../../../src/lm/real/gemini/provider';
import type { ScriptedProvider } from './provider';
import { type Run, throughProvider } from './through';

const { GoogleGenAI } = require('@google/genai') as typeof Clients;

interface GoogleClients {
  /** Asks the provider itself. */
  direct(): Clients.GoogleGenAI;
  /** Asks by us. */
  ours(run: Run): Clients.GoogleGenAI;
  /** What is asked next, by whomever, goes to the provider itself. */
  goStraight(): void;
  putBack(): void;
}

/** Google's own client, both ways. It asks by the global fetch, with a dispatcher of its own that no sandbox has. */
export function googleClients(provider: ScriptedProvider): GoogleClients {
  const native = globalThis.fetch;
  const straight: typeof fetch = (input, init) => native(input, { ...init, dispatcher: undefined } as RequestInit);
  const urlOf = (input: unknown): string => (input as { url?: string }).url ?? String(input);
  const use = (asked: typeof fetch): void => {
    globalThis.fetch = asked;
  };
  const goStraight = (): void => use(straight);
  return {
    goStraight,
    putBack: () => use(native),
    direct() {
      goStraight();
      return new GoogleGenAI({ apiKey: 'k', httpOptions: { baseUrl: provider.origin } });
    },
    ours(run) {
      const real = new GeminiProvider({ apiKey: 'k', baseUrl: provider.origin, fetch });
      const ourFetch = throughProvider(real, run);
      // What is asked of loopback goes there.
      globalThis.fetch = (input, init) =>
        urlOf(input).startsWith(provider.origin)
          ? straight(input, init)
          : ourFetch(input, { ...init, dispatcher: undefined } as RequestInit);
      return new GoogleGenAI({ apiKey: 'k' });
    },
  };
}
