import { canonicalRequest, requestKey } from '../../../src/lm/cassettes/canonical-request';
import { Redactor } from '../../../src/lm/secrets/redact';
import { decodeAnthropic } from '../../../src/lm/wires/anthropic/decode';
import { decodeGemini } from '../../../src/lm/wires/gemini/decode';
import { decodeInteraction } from '../../../src/lm/wires/interactions/decode';
import { decodeOllama } from '../../../src/lm/wires/ollama/decode';
import { decodeOpenAi } from '../../../src/lm/wires/openai/decode';
import { decodeResponses } from '../../../src/lm/wires/responses/decode';
import type { LmCall } from '../../../src/shared/boundaries/lm-call';

type Decode = (body: object) => LmCall;

const url = (path: string): URL => new URL(path, 'https://api.example.com');
/** A body as each wire reads it. */
export const DECODE = {
  openai: (body) => decodeOpenAi(url('/v1/chat/completions'), JSON.stringify(body)),
  openai_responses: (body) => decodeResponses(url('/v1/responses'), JSON.stringify(body)),
  anthropic: (body) => decodeAnthropic(url('/v1/messages'), JSON.stringify(body)),
  gemini: (body) => decodeGemini(url('/v1beta/models/m:generateContent'), JSON.stringify(body)),
  gemini_interactions: (body) => decodeInteraction(url('/v1beta/interactions'), JSON.stringify(body)),
  ollama: (body) => decodeOllama(url('/api/chat'), JSON.stringify(body)),
} as const satisfies Record<string, Decode>;
const redactor = new Redactor({}).sparing(() => true);
const asIs = (said: string): string => said;
/** The key of a call's recording. Only OpenAI's wires give a schema a name, which is a part of what is asked. */
export function keyOf({ sampling, ...call }: LmCall): string {
  const { schemaName, ...rest } = sampling;
  return requestKey(canonicalRequest({ ...call, sampling: rest }, redactor, { texts: asIs, ids: asIs }));
}
