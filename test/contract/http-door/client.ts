export interface ClientReply {
  readonly text: string;
  readonly toolCalls: readonly { readonly name: string; readonly args: unknown }[];
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number };
}

export interface Asked {
  readonly prompt: string;
  readonly system?: string;
  /** JSON Schema of a structured output. */
  readonly schema?: Record<string, unknown>;
  /** The name of a tool on offer, which takes a city. */
  readonly tool?: string;
  /** What that tool said when the model had called it for Oslo: the second half of a round trip. */
  readonly toolResult?: string;
}

/** One way in which Node code calls an LM. Every case of the contract runs over every client; what a client lacks is undefined. */
export interface Client {
  ask(asked: Asked, signal?: AbortSignal): Promise<ClientReply>;
  /** The pieces of a stream. */
  stream?(asked: Asked): AsyncIterable<string>;
  embed?(texts: readonly string[]): Promise<number[][]>;
  count?(prompt: string): Promise<number>;
}

/** How an official client is made: where it asks, how often it tries again, how long it waits. */
export interface Connection {
  readonly baseUrl?: string | undefined;
  readonly maxRetries?: number;
  readonly timeoutMs?: number;
}

export const CITY = { type: 'object' as const, properties: { city: { type: 'string' } } };
export const OSLO = { city: 'Oslo' };
