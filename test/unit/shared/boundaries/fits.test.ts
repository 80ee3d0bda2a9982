import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { fitsOf } from '../../../../src/shared/boundaries/fits';
import { HOST_REQUESTS } from '../../../../src/shared/boundaries/host';

const EVENTS = HOST_REQUESTS.events.params;
const fits = fitsOf(EVENTS);

const project = { id: 'p', name: null };
const CALL = {
  ...{ atMs: 0.5, durationMs: 2, model: 0, door: 'http', operation: 1, source: 'rule', by: 2, inputs: null, outputs: null, system: 3 },
  ...{ prompt: 4, reply: null, error: 5, tools: [{ name: 1, arguments: 2, result: null }], continues: 0 },
  nearest: [{ kind: 'rule', at: 1, note: null, fields: [{ name: 1, expected: null, got: 2, agrees: true }] }],
  ...{ inputTokens: 1, outputTokens: 2, costUsd: 0.1 },
};
const TOLD = {
  ...{ fullName: 'asks', ordinal: 0, startedAt: 1, declaredAt: 1, failedAt: null, errors: [1], calls: [CALL] },
  requests: [{ atMs: 1, durationMs: null, command: 1, params: null, result: 2, error: null }],
  leftOut: { calls: 0, requests: 0 },
  processes: [{ pid: 7, ended: null, stdout: 1, stderr: 2 }],
  evaluations: [
    { program: 1, metric: 2, devset: null, score: 0.5, examples: [{ example: 1, outputs: null, score: 1, error: null, calls: [0] }] },
  ],
};
const OFTEN = [
  {
    ...{ type: 'test', file: 'a.test.js', project, fullName: 'asks', ordinal: 0, layer: 'unit', lmMode: 'mock', isolation: 'full' },
    ...{ status: 'passed', durationMs: 1.5, attempt: 1 },
  },
  { type: 'details', file: 'a.test.js', texts: ['a', 'b'], tests: [TOLD, { ...TOLD, fullName: null }] },
  { type: 'lm_calls', file: 'a.test.js', project, rule: 1, default: 0, cassette: 0, real: 0, miss: 0, costUsd: 0 },
  { type: 'used_rule', declaredAt: 'a.test.js:1' },
  { type: 'leak', file: 'a.test.js', label: 'asks', kind: 'port', what: '1' },
];

const OTHERS = [undefined, null, 0, -1, 0.5, Number.NaN, Number.MAX_VALUE, 'text', true, [], {}, [null], { type: 'test' }];

/** The value with one place of it changed: every place, by everything. */
function* changed(value: unknown): Generator<unknown> {
  yield* OTHERS;
  if (Array.isArray(value)) yield* changedElements(value);
  else if (typeof value === 'object' && value !== null) yield* changedFields(value);
}

function* changedElements(values: readonly unknown[]): Generator<unknown> {
  for (const [at, one] of values.entries())
    for (const other of changed(one)) yield values.map((kept, index) => (index === at ? other : kept));
}

function* changedFields(value: object): Generator<unknown> {
  yield { ...value, surplus: 1 };
  for (const [name, one] of Object.entries(value)) {
    const { [name as keyof typeof value]: _, ...without } = value;
    yield without;
    for (const other of changed(one)) yield { ...value, [name]: other };
  }
}

// Fails when what workers send with each test goes the slow way after all.
test.each(OFTEN.map((event) => [event.type, event]))('%s fits as it is', (_, event) => {
  expect(EVENTS.parse({ events: [event] })).toEqual({ events: [event] });
  expect(fits({ events: [event] })).toBe(true);
});

// Fails when something is taken that zod would refuse, or would give back otherwise.
test('takes nothing that zod does not, whatever is wrong with it', () => {
  let [taken, refused] = [0, 0];
  for (const event of OFTEN)
    for (const value of changed({ events: [event] })) {
      const parsed = EVENTS.safeParse(value);
      const isSame = parsed.success && isDeepStrictEqual(parsed.data, value);
      // A field that is there and undefined comes over no wire.
      if (fits(value) && !isSame) throw new Error(`fits, and does not parse to itself: ${JSON.stringify(value)}`);
      if (isSame) taken += 1;
      else refused += 1;
    }
  expect([taken > 20, refused > 2000]).toEqual([true, true]);
});

// Fails when a kind of check is read as none.
test.each([
  [z.number().max(3), 4],
  [z.number().gt(3), 3],
  [z.string().min(1), ''],
  [z.object({ a: z.string() }).refine(() => false), { a: 'x' }],
  [z.object({ a: z.string().default('x') }), {}],
  [z.string().transform((text) => `${text}!`), 'x'],
  [z.union([z.string(), z.number()]), null],
])('asks zod where it does not know better (%#)', (schema, value) => {
  expect(fitsOf(schema)(value)).toBe(false);
});
