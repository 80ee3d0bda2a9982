import type { LmApi, LmCall, LmReply } from '../../shared/boundaries/lm-call';
import type { SaidBody } from '../../shared/boundaries/said-body';
import { encodeAnthropic } from './anthropic/encode';
import { encodeGemini } from './gemini/encode';
import { encodeOpenAi } from './openai/encode';
import { encodeResponses } from './responses/encode';
import type { Wire } from './wire';

type Written = { readonly encode: Wire['encode']; readonly path: string };

/** The wires whose replies DSPy reads by itself. */
const READ_BY_DSPY: Partial<Record<LmApi, Written>> = {
  anthropic: { encode: encodeAnthropic, path: '/v1/messages' },
  gemini: { encode: encodeGemini, path: '/v1beta/models/m:generateContent' },
  openai: { encode: encodeOpenAi, path: '/v1/chat/completions' },
  openai_responses: { encode: encodeResponses, path: '/v1/responses' },
};

/** The body in which a provider said a reply, whole: DSPy reads in it what has no name here. Undefined for what no provider said. */
export function saidBody(reply: LmReply, call: LmCall): SaidBody | undefined {
  const api = reply.kind === 'message' ? reply.native?.api : undefined;
  const written = api === undefined ? undefined : READ_BY_DSPY[api];
  if (api === undefined || written === undefined || reply.kind !== 'message') return undefined;
  const asked = { url: new URL(written.path, 'http://said'), body: '{}', idSeed: '' };
  return { api, text: written.encode(reply, { ...call, stream: false }, asked).chunks.join('') };
}
