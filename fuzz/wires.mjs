import { isDeepStrictEqual, parseArgs } from 'node:util';
import { diff } from 'jest-diff';
import { setup } from '../scripts/setup.mjs';
import { Random } from './random.mjs';
import { wireFetch } from './wires/client.mjs';
import { expected } from './wires/expected.mjs';
import { chat, responses } from './wires/openai.mjs';
import { anthropic, gemini } from './wires/others.mjs';
import { said } from './wires/said.mjs';

/** Random replies through each provider's own client, whole and in streams: each is equal on the other side, or refused by name. */
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '10000' }, seed: { type: 'string' }, built: { type: 'boolean' } },
});
const first = Number(values.seed ?? Date.now() % 1_000_000);
if (values.built !== true) await setup();

const CLIENTS = { chat, responses, anthropic, gemini };
const counts = Object.fromEntries(Object.keys(CLIENTS).map((name) => [name, { equal: 0, refused: 0 }]));

for (let seed = first; seed < first + Number(values.rounds); seed++) {
  const random = new Random(seed);
  const reply = said(random);
  const name = Object.keys(CLIENTS)[seed % 4];
  const isStreamed = random.below(2) === 0;
  const refusals = [];
  try {
    const got = await CLIENTS[name](wireFetch(reply, random, refusals), isStreamed, reply.choices.length);
    const right = expected(name, reply, got);
    if (!isDeepStrictEqual(JSON.parse(JSON.stringify(got)), JSON.parse(JSON.stringify(right))))
      fail(seed, name, isStreamed, diff(right, got));
    counts[name].equal += 1;
  } catch (error) {
    if (refusals.length === 0) fail(seed, name, isStreamed, error.stack);
    counts[name].refused += 1;
  }
}

function fail(seed, name, isStreamed, what) {
  process.stderr.write(
    `${String(what).slice(0, 4_000)}\n\n${name}${isStreamed ? ', streamed' : ''}; again: npm run fuzz:wires -- --rounds 1 --seed ${seed}\n`,
  );
  process.exit(1);
}

const told = Object.entries(counts).map(([name, { equal, refused }]) => `${name}: ${equal} equal, ${refused} refused by name`);
process.stdout.write(`${values.rounds} replies from seed ${first}\n${told.join('\n')}\n`);
