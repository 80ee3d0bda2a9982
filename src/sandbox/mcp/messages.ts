/** One of JSON-RPC: a request, a notification, or an answer. */
export interface Message {
  readonly id?: unknown;
  readonly method?: string;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code?: unknown; readonly message?: unknown };
}

const NO_SUCH_METHOD = -32601;

/** What a text holds, one or a batch; nothing where it is no message, such as a line of a log. */
export function messagesIn(text: string): Message[] {
  try {
    return [JSON.parse(text) as unknown].flat().filter(isMessage);
  } catch {
    return []; // A server may print what it likes.
  }
}

export function isAnswerTo(id: number, message: Message): boolean {
  return message.id === id && message.method === undefined;
}

/** What a request of the server's is told: that we are there, and that we do nothing else for it. Undefined: it asks for no answer. */
export function replyTo({ id, method }: Message): object | undefined {
  if (method === undefined || id === undefined) return undefined;
  if (method === 'ping') return { id, result: {} };
  return { id, error: { code: NO_SUCH_METHOD, message: `this client has no ${method}` } };
}

export function withVersion(message: object): string {
  return JSON.stringify({ jsonrpc: '2.0', ...message });
}

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && ('method' in value || 'id' in value);
}
