import type { LmCall, LmErrorReply, LmMessageReply } from '../../../shared/boundaries/lm-call';
import type { LmHear } from '../../../shared/boundaries/lm-hear';
import { isRecord, recordOf } from '../../call/read-json';
import { isEnded, joinedEvents, saidInEvent } from '../../wires/interactions/joined-events';
import { readInteraction } from '../../wires/interactions/read-reply';
import { errorInStream, googleError, SaidInStream } from '../gemini/error';
import { orErrorReply } from '../or-error-reply';
import type { ProviderOptions, ProviderReply } from '../provider';
import { heard } from '../streamed-pieces';
import type { GenAi, GenAiClient } from './load';
import { interactionBody } from './request';

type Json = Record<string, unknown>;

/** Gemini's Interactions, by Google's newer client. */
export class Interactions {
  private readonly client: GenAiClient;

  constructor(Client: GenAi, { apiKey = 'none', baseUrl }: ProviderOptions) {
    this.client = new Client({ apiKey, ...(baseUrl !== undefined && { httpOptions: { baseUrl } }) });
  }

  send(call: LmCall, signal?: AbortSignal, hear?: LmHear): Promise<ProviderReply> {
    return orErrorReply(this.ask(call, signal, hear), interactionError);
  }

  private async ask(call: LmCall, signal: AbortSignal | undefined, hear: LmHear | undefined): Promise<LmMessageReply> {
    // Every attempt is reserved in the ledger: the client makes one.
    const options = { maxRetries: 0, ...(signal !== undefined && { signal }) };
    const answer = await this.client.interactions.create(interactionBody(call), options);
    if (!call.stream) return readInteraction(asSaid(answer), call);
    const events: Json[] = [];
    return heard(answer as AsyncIterable<Json>, hear, {
      keep: (event) => {
        if (event.event_type === 'error') throw new SaidInStream(recordOf(event.error));
        events.push(event);
        return { text: saidInEvent(event) };
      },
      read: () => readInteraction(joinedEvents(events), call),
      isEnded: () => isEnded(joinedEvents(events)),
    });
  }
}

/** Without what the client adds. */
function asSaid(answer: object): Json {
  const { sdkHttpResponse, continuation_ids, output_text, ...said } = answer as Json;
  return JSON.parse(JSON.stringify(said)) as Json;
}

/** An error status as an answer; null for anything else. */
function interactionError(error: unknown): LmErrorReply | null {
  const { status, error: body, message } = error as { status?: unknown; error?: unknown; message?: unknown };
  if (typeof status !== 'number') return errorInStream(error);
  const said = recordOf(body).error;
  return googleError(isRecord(said) ? said : { message }, status);
}
