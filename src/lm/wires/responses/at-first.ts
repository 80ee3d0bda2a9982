import type OpenAI from 'openai';
import type { ResponsesEvent, WireResponse } from './response-events';

/** Nothing of a text's log probabilities before its end; and no place for them where its provider had none at first. */
export function tellNoLogprobs(event: ResponsesEvent, late: readonly string[]): void {
  if (event.type === 'response.output_text.delta') event.logprobs = [];
  if (event.type === 'response.content_part.added' && late.includes('logprobs'))
    delete (event.part as Partial<OpenAI.Responses.ResponseOutputText>).logprobs;
}

export type Whole = OpenAI.Responses.Response;

/** As it is told before anything is said: nothing of how it ends. */
export function begunOf(response: WireResponse, late: readonly string[]): Whole {
  const unended = { ...('completed_at' in response && { completed_at: null }), error: null, incomplete_details: null };
  const begun = { ...response, status: 'in_progress', output: [], usage: undefined, ...unended };
  return Object.fromEntries(Object.entries(begun).filter(([name]) => !late.includes(name))) as unknown as Whole;
}
