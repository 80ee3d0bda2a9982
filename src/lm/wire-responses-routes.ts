import type { Wire } from './wire';
import { openAiRefusal } from './wire-openai-reply';
import { decodeResponses, RESPONSES_ROUTE } from './wire-responses';
import { encodeResponses } from './wire-responses-reply';

export const RESPONSES_WIRE: Wire = {
  api: 'openai_responses',
  matches: (url) => RESPONSES_ROUTE.test(url.pathname),
  decode: decodeResponses,
  encode: (reply, call, { body }) => encodeResponses(reply, call, body),
  encodeRefusal: openAiRefusal,
};
