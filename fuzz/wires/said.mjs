/** Random replies of a model, as a rule says them. */

const BITS = [
  'word ',
  'Straße ',
  '😀',
  '👩‍👩‍👧',
  'e\u0301',
  '\u2028',
  '\r\n',
  '\n\n',
  '\t',
  '\0',
  '"',
  '\\',
  '\\u0041',
  'data: [DONE]\n\n',
  'event: error\n',
  '<think>',
  '{"a":',
  '```json\n',
  '\ud83d',
  ' ',
  'a'.repeat(300),
];
const NAMES = ['weather', 'a', 'get_price-2', 'x'.repeat(64)];
const KEYS = ['city', '', 'constructor', 'ключ', 'a b', '0'];
const HUGE = 120_000;

export function text(random) {
  if (random.below(40) === 0) return BITS[random.below(4)].repeat(HUGE / 4);
  return Array.from({ length: random.below(12) }, () => random.pick(BITS)).join('');
}

function json(random, depth = 0) {
  const kind = random.below(depth > 2 ? 5 : 7);
  if (kind === 0) return null;
  if (kind === 1) return random.below(2) === 0;
  if (kind === 2) return random.pick([0, -1, 0.1, 1e21, 5e-324, 9_007_199_254_740_991, 42]);
  if (kind < 5) return text(random).slice(0, 200);
  return kind === 5 ? Array.from({ length: random.below(4) }, () => json(random, depth + 1)) : object(random, depth + 1);
}

function object(random, depth = 0) {
  const made = {};
  for (let left = random.below(4); left > 0; left--)
    Object.defineProperty(made, random.pick(KEYS), { value: json(random, depth), enumerable: true, configurable: true, writable: true });
  return made;
}

const sometimes = (random, make) => (random.below(3) === 0 ? make() : undefined);

function choice(random) {
  const toolCalls = sometimes(random, () =>
    Array.from({ length: 1 + random.below(3) }, (_, at) => ({
      name: random.pick(NAMES),
      arguments: object(random),
      ...(random.below(2) === 0 && { id: `call_${random.below(1e6)}_${at}` }),
    })),
  );
  const parts = {
    text: sometimes(random, () => text(random)) ?? (toolCalls === undefined ? text(random) : undefined),
    toolCalls,
    thinking: sometimes(random, () => `t${text(random)}`),
    refusal: random.below(8) === 0 ? `r${text(random)}` : undefined,
    finishReason: sometimes(random, () => random.pick(['stop', 'length', 'content_filter', 'tool_calls'])),
    logprobs: random.below(8) === 0 ? Array.from({ length: 1 + random.below(4) }, () => token(random)) : undefined,
  };
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
}

function token(random) {
  const likely = () => ({ token: random.pick(BITS), logprob: -random.below(100) / 8 });
  return { ...likely(), top: Array.from({ length: random.below(3) }, likely) };
}

/** What is said, in how many choices, and with which usage. */
export function said(random) {
  const n = random.below(6) === 0 ? 2 + random.below(2) : 1;
  const choices = Array.from({ length: n }, () => choice(random));
  const inputTokens = 10 + random.below(1000);
  const outputTokens = 10 + random.below(1000);
  const usage = { inputTokens, outputTokens, cachedTokens: random.below(10), thinkingTokens: random.below(10) };
  return { choices, usage };
}

export const TOOLS = NAMES;
