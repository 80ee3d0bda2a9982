import type OpenAI from 'openai';
import type { LmCall, LmErrorReply, LmMessageReply } from '../../../shared/boundaries/lm-call';
import type { LmHear } from '../../../shared/boundaries/lm-hear';
import { isRecord, textOr } from '../../call/read-json';
import { isEnded, joinedEvents, saidInEvent, saidLate } from '../../wires/responses/joined-events';
import { readResponse } from '../../wires/responses/read-reply';
import { answeredBody } from '../answered-body';
import { heard, type SaidPiece } from '../streamed-pieces';
import { saidInStream } from './error';
import { responseBody } from './response-request';

type Json = Record<string, unknown>;

/** OpenAI's Responses. The client's own method for them adds to what is said: they are asked for by their address. */
export class Responses {
  constructor(private readonly client: OpenAI) {}

  async ask(call: LmCall, signal: AbortSignal | undefined, hear: LmHear | undefined): Promise<LmMessageReply | LmErrorReply> {
    return call.stream ? this.stream(call, signal, hear).catch(errorInStream) : this.generate(call, signal);
  }

  private async generate(call: LmCall, signal: AbortSignal | undefined): Promise<LmMessageReply> {
    const asked = this.client.post<object>('/responses', { body: responseBody(call), signal });
    const { data, request_id: requestId } = await asked.withResponse();
    return { ...readResponse(asResponse(answeredBody(data)), call), requestId };
  }

  private async stream(call: LmCall, signal: AbortSignal | undefined, hear: LmHear | undefined): Promise<LmMessageReply> {
    const body = { ...responseBody(call), stream: true };
    const { data, request_id: requestId } = await this.client
      .post<AsyncIterable<Json>>('/responses', { body, signal, stream: true })
      .withResponse();
    const events: Json[] = [];
    const read = (): LmMessageReply => ({ ...readResponse(joinedEvents(events), call, saidLate(events)), requestId });
    const keep = (event: Json): SaidPiece => {
      if (event.type === 'error') throw new SaidInStream(event);
      events.push({ ...event });
      return saidInEvent(event);
    };
    const isWhole = (): boolean => {
      asResponse(joinedEvents(events));
      return events.some(isEnded);
    };
    return heard(data, hear, { keep, read, isEnded: isWhole });
  }
}

/** An error in the middle of a stream, which began as if all were well. */
class SaidInStream extends Error {
  constructor(readonly said: Json) {
    super(textOr(said.message, 'the stream ended in an error'));
  }
}

function errorInStream(error: unknown): LmErrorReply {
  if (!(error instanceof SaidInStream)) throw error;
  const { type, sequence_number, ...said } = error.said;
  return saidInStream({ type: 'server_error', ...said }, error.message, 500);
}

/** What says nothing and tells of no error is none: a server may answer any address in the words of another wire. */
function asResponse(body: Json): Json {
  if (Array.isArray(body.output) || isRecord(body.error)) return body;
  throw new Error(`it answered with success, and with what is no response: ${JSON.stringify(body).slice(0, 200)}`);
}
