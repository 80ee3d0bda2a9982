import type { Wire } from '../wire';
import { ANTHROPIC_ROUTE, decodeAnthropic } from './decode';
import { anthropicRefusal, encodeAnthropic } from './encode';

export const ANTHROPIC_WIRE: Wire = {
  api: 'anthropic',
  matches: (url) => ANTHROPIC_ROUTE.test(url.pathname),
  decode: decodeAnthropic,
  encode: (reply, call, { body }) => encodeAnthropic(reply, call, body),
  encodeRefusal: anthropicRefusal,
};
