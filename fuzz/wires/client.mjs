import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const built = (path) => require(fileURLToPath(new URL(`../../build/src/${path}`, import.meta.url)));
const { exchangeOf } = built('lm/wires/wires.js');
const { fitValue } = built('lm/rules/fit-reply.js');

const SAID = Symbol.for('dspex.said');
const reply = (parts) => ({ [SAID]: 'reply', parts });

/** A fetch by which a client gets a reply over its wire, in pieces of bytes that nobody has chosen. */
export function wireFetch({ choices, usage }, random, refusals) {
  return async (input, init) => {
    const url = new URL(typeof input === 'string' ? input : (input.url ?? input));
    const exchange = exchangeOf(url, init.method, init.body);
    const call = exchange.decode();
    const [first] = choices;
    const parts = choices.length === 1 ? { ...first, usage } : { choices: choices.map(reply), usage };
    try {
      const fitted = fitValue(reply(parts), { call, declaredAt: 'fuzz', defaultText: '' });
      return answered(exchange.encode(fitted, call), random);
    } catch (error) {
      if (error.code !== 'RULE_REPLY_INVALID') throw error;
      refusals.push(error.message);
      return answered(exchange.wire.encodeRefusal(400, error.message), random);
    }
  };
}

function answered({ status, headers, chunks }, random) {
  const bytes = Buffer.from(chunks.join(''));
  let at = 0;
  const body = new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      const length = random.below(5) === 0 ? 1 + random.below(7) : 1 + random.below(20_000);
      controller.enqueue(new Uint8Array(bytes.subarray(at, at + length)));
      at += length;
    },
  });
  return new Response(body, { status, headers });
}
