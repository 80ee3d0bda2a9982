import { openAiRefusal } from '../openai/encode';
import type { Wire } from '../wire';
import { decodeResponses, RESPONSES_ROUTE } from './decode';
import { encodeResponses } from './encode';

export const RESPONSES_WIRE: Wire = {
  api: 'openai_responses',
  matches: (url) => RESPONSES_ROUTE.test(url.pathname),
  decode: decodeResponses,
  encode: (reply, call, { body }) => encodeResponses(reply, call, body),
  encodeRefusal: openAiRefusal,
};
