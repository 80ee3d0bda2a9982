import { MISS, QUESTIONS, SYSTEM } from './words.mjs';

const QUEUES = ['billing', 'orders', 'tech'];
const POLITE = 'Thank you for your mail. We are looking into it, and will be back on Monday.';
const TIMES = { unit: { every: 14, takes: 1.2 }, integration: { every: 14, takes: 9 }, e2e: { every: 380, takes: 330 } };

/** The `index`-th LM call of the `at`-th test. */
export function sampleCall({ number }, { at, index, layer, run, isMiss }) {
  const ticket = isMiss ? QUESTIONS[1] : ticketOf(at, index);
  const source = isMiss ? 'miss' : sourceOf(layer, at);
  const { every, takes } = TIMES[layer];
  return {
    ...{ atMs: 3 + index * every, durationMs: takes, door: doorOf(layer, at), operation: number('generate'), source },
    model: number(at % 4 === 0 ? 'openai/gpt-4o-mini' : 'gemini/gemini-3.5-flash-lite'),
    by: source === 'rule' ? number(`test/${at % 5 === 0 ? 'triage' : 'inbox'}.test.ts:18`) : null,
    ...said({ number }, { at, ticket, isMiss }),
    ...agentOf({ number }, { at, index, layer }),
    nearest: isMiss ? [nearestRule({ number }, ticket)] : [],
    ...{ inputTokens: 210 + (at % 9) * 12, outputTokens: 40 + (at % 5) * 7 },
    costUsd: source === 'real' ? 0.00018 * (1 + (at % 4)) * (1 + run / 12) : 0,
  };
}

/** A tool is called in the first turn, and answers in the second. */
function agentOf({ number }, { at, index, layer }) {
  const isAgent = layer !== 'unit' && at % 5 === 2;
  const tool = {
    name: number('find_order'),
    arguments: number('{"order_id":"A-1"}'),
    result: number('{"status":"shipped","on":"Monday"}'),
  };
  return { tools: isAgent && index === 0 ? [tool] : [], continues: isAgent && index === 1 ? 0 : null };
}

function nearestRule({ number }, ticket) {
  const fields = [
    { name: number('ticket'), expected: number(QUESTIONS[0]), got: number(ticket), agrees: false },
    { name: number('language'), expected: null, got: number('"en"'), agrees: true },
  ];
  return { kind: 'rule', at: number('test/triage.test.ts:18'), note: null, fields };
}

function said({ number }, { at, ticket, isMiss }) {
  const outputs = isMiss ? null : number(JSON.stringify({ queue: QUEUES[at % 3], reply: POLITE }));
  const asks = 'Respond with the corresponding output fields, starting with the field [[ ## queue ## ]].';
  return {
    inputs: number(JSON.stringify({ ticket })),
    outputs,
    system: number(SYSTEM),
    prompt: number(`[[ ## ticket ## ]]\n${ticket}\n\n${asks}`),
    reply: outputs,
    error: isMiss ? number(`400: ${MISS}`) : null,
  };
}

/** Beyond the first tests each says something of its own, as in a real suite. */
function ticketOf(at, index) {
  return `${QUESTIONS[(at + index) % QUESTIONS.length]}${at < 40 ? '' : ` #${at}-${index}`}`;
}

function sourceOf(layer, at) {
  if (layer === 'e2e') return 'real';
  if (layer === 'integration') return at % 3 === 0 ? 'rule' : 'cassette';
  return at % 6 === 5 ? 'default' : 'rule';
}

function doorOf(layer, at) {
  if (layer === 'unit') return 'mock';
  return at % 2 === 0 ? 'python' : 'http';
}
