import type { LmApi, LmCall, LmMessage } from '../../shared/boundaries/lm-call';

/** A call over HTTP that asks for nothing yet: what a wire reads is spread over it. */
export function emptyCall(api: LmApi): LmCall {
  return {
    door: 'http',
    api,
    operation: 'generate',
    model: '',
    system: '',
    messages: [],
    tools: [],
    schema: null,
    sampling: {},
    stream: false,
    fields: null,
  };
}

/** Texts to embed: one message to each. */
export function textMessages(texts: readonly string[]): LmMessage[] {
  return texts.map((text) => ({ role: 'user', parts: [{ type: 'text', text }] }));
}
