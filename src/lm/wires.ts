import type { LmCall, LmReply } from '../shared/boundaries/lm-call';
import { isRecord, type Wire, type WireReply } from './wire';
import { encodeGemini, GEMINI_WIRE, isGeminiRoute } from './wire-gemini';
import { encodeOpenAi, isOpenAiRoute, OPENAI_WIRE } from './wire-openai';

/** One HTTP request that is an LM call, and how its reply is written. */
export interface Exchange {
  readonly wire: Wire;
  /** Throws WireFormatError. */
  decode(): LmCall;
  encode(reply: LmReply, call: LmCall): WireReply;
}

/** The routes that are answered, as an error lists them. */
export const ANSWERED_ROUTES = [
  'POST …/models/{model}:generateContent',
  'POST …/models/{model}:streamGenerateContent',
  'POST …/chat/completions',
];

/** The exchange of a request; null for a route no codec reads. */
export function exchangeOf(url: URL, method: string, body: string): Exchange | null {
  if (isGeminiRoute(url, method))
    return { wire: GEMINI_WIRE, decode: () => GEMINI_WIRE.decode(url, body), encode: (reply, call) => encodeGemini(reply, call, url) };
  if (isOpenAiRoute(url, method))
    return {
      wire: OPENAI_WIRE,
      decode: () => OPENAI_WIRE.decode(url, body),
      encode: (reply, call) => encodeOpenAi(reply, call, wantsUsage(body)),
    };
  return null;
}

/** A refusal in the shape of the provider that the path looks like. */
export function refusalFor(url: URL, status: number, message: string): WireReply {
  const wire = /googleapis\.com$/.test(url.hostname) ? GEMINI_WIRE : OPENAI_WIRE;
  return wire.encodeRefusal(status, message);
}

/** A stream tells its usage only to a client that asked for it. */
function wantsUsage(body: string): boolean {
  const { stream_options: options } = JSON.parse(body) as { stream_options?: unknown };
  return isRecord(options) && options.include_usage === true;
}
