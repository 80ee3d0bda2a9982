import type OpenAI from 'openai';

type Unnumbered<E> = E extends unknown ? Omit<E, 'sequence_number'> : never;
export type ResponsesEvent = Unnumbered<OpenAI.Responses.ResponseStreamEvent>;

export type WireResponse = Omit<OpenAI.Responses.Response, 'output_text'>;
export type CallItem =
  | OpenAI.Responses.ResponseFunctionToolCall
  | OpenAI.Responses.ResponseCustomToolCall
  | OpenAI.Responses.ResponseFunctionShellToolCall;
export type OutputItem = OpenAI.Responses.ResponseOutputMessage | OpenAI.Responses.ResponseReasoningItem | CallItem;
