import type { Wire } from './wire';
import { ANTHROPIC_ROUTE, decodeAnthropic } from './wire-anthropic';
import { anthropicRefusal, encodeAnthropic } from './wire-anthropic-reply';

export const ANTHROPIC_WIRE: Wire = {
  api: 'anthropic',
  matches: (url) => ANTHROPIC_ROUTE.test(url.pathname),
  decode: decodeAnthropic,
  encode: (reply, call, { body }) => encodeAnthropic(reply, call, body),
  encodeRefusal: anthropicRefusal,
};
