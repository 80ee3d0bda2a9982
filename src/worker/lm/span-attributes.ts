import type { JournalCall } from '../../shared/boundaries/facade';

export type SpanAttributes = Record<string, string | number | string[]>;

/** OpenTelemetry's number for the status of a span that failed. */
export const SPAN_ERROR = 2;

const OPERATIONS: Readonly<Record<string, string>> = { generate: 'chat', embed: 'embeddings' };
const PROVIDERS = [
  [/^anthropic/, 'anthropic'],
  [/^gemini/, 'gcp.gemini'],
  [/^ollama/, 'ollama'],
] as const;

/** As the conventions name it: the operation and the model. */
export function spanName(call: JournalCall): string {
  return `${operationOf(call)} ${call.model}`;
}

function operationOf({ operation }: JournalCall): string {
  return OPERATIONS[operation] ?? operation;
}

/** A name of DSPy's begins with its provider, as `openai/gpt-4o` does. */
function providerOf({ api, model }: JournalCall): string {
  if (api === 'dspy') return /^([^/]+)\//.exec(model)?.[1] ?? api;
  return PROVIDERS.find(([pattern]) => pattern.test(api))?.[1] ?? 'openai';
}

/** What the conventions ask for, and who answered: the rule, the recording or the model. */
export function spanAttributes(
  call: JournalCall,
  test: string,
  { withMessages, redact }: { readonly withMessages: boolean; readonly redact: (text: string) => string },
): SpanAttributes {
  return present({
    'gen_ai.operation.name': operationOf(call),
    'gen_ai.provider.name': providerOf(call),
    'gen_ai.request.model': call.model,
    ...samplingOf(call),
    'gen_ai.usage.input_tokens': call.usage.inputTokens,
    'gen_ai.usage.output_tokens': call.usage.outputTokens,
    'error.type': call.error === null ? undefined : String(call.error.status),
    'test.case.name': test,
    'dspex.source': call.source,
    'dspex.rule': call.ruleDeclaredAt ?? undefined,
    'dspex.cost_usd': call.source === 'real' ? call.costUsd : undefined,
    ...(withMessages ? messagesOf(call, redact) : {}),
  });
}

function samplingOf({ sampling }: JournalCall): Record<string, string | number | string[] | undefined> {
  const { stop } = sampling;
  return {
    'gen_ai.request.temperature': sampling.temperature,
    'gen_ai.request.top_p': sampling.topP,
    'gen_ai.request.top_k': sampling.topK,
    'gen_ai.request.max_tokens': sampling.maxTokens,
    'gen_ai.request.seed': sampling.seed,
    'gen_ai.request.choice.count': sampling.n,
    'gen_ai.request.presence_penalty': sampling.presencePenalty,
    'gen_ai.request.frequency_penalty': sampling.frequencyPenalty,
    'gen_ai.request.stop_sequences': stop === undefined ? undefined : [stop].flat(),
  };
}

function messagesOf(call: JournalCall, redact: (text: string) => string): Record<string, string | undefined> {
  const part = (content: string) => ({ type: 'text', content });
  const json = (value: unknown): string => redact(JSON.stringify(value));
  const said = [
    ...(call.text === null ? [] : [part(call.text)]),
    ...call.toolCalls.map(({ name, arguments: args }) => ({ type: 'tool_call', name, arguments: args })),
  ];
  return {
    'gen_ai.system_instructions': call.system === '' ? undefined : json([part(call.system)]),
    'gen_ai.input.messages': json(call.messages.map(({ role, content }) => ({ role, parts: [part(content)] }))),
    'gen_ai.output.messages': said.length === 0 ? undefined : json([{ role: 'assistant', parts: said }]),
  };
}

function present(given: Record<string, string | number | string[] | undefined>): SpanAttributes {
  return Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string | number | string[]] => entry[1] !== undefined));
}
