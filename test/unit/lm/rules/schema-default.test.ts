import { z } from 'zod';
import { defaultFor } from '../../../../src/lm/rules/schema-default';

// Each fails when a default is a value that the schema refuses.
describe('a typed default', () => {
  test.each([
    [{ type: 'string' }, 'text'],
    [{ type: 'string', minLength: 6 }, 'text__'],
    [{ type: 'string', maxLength: 2 }, 'te'],
    [{ type: 'integer' }, 0],
    [{ type: 'integer', minimum: 1, maximum: 5 }, 1],
    [{ type: 'integer', exclusiveMinimum: 3 }, 4],
    [{ type: 'number', maximum: -2 }, -2],
    [{ type: 'boolean' }, false],
    [{ enum: ['b', 'a'] }, 'b'],
    [{ const: 7 }, 7],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, null],
    [{ type: 'array', items: { type: 'integer' } }, []],
    [{ type: 'array', items: { type: 'integer' }, minItems: 2 }, [0, 0]],
    [{ type: 'object', properties: { a: { type: 'string' }, b: { type: 'string' } }, required: ['a'] }, { a: 'text' }],
    [
      {
        $ref: '#/$defs/P',
        $defs: { P: { type: 'object', properties: { n: { $ref: '#/$defs/N' } }, required: ['n'] }, N: { type: 'integer' } },
      },
      { n: 0 },
    ],
    [{ type: 'integer', default: 9 }, 9],
    [
      { type: 'object', additionalProperties: { type: 'integer' }, minProperties: 2 },
      { text: 0, text_1: 0 },
    ],
    [{ type: 'string', pattern: '^\\p{L}{2}-\\d$' }, 'aa-0'],
    [{ type: 'string', pattern: '\\A[a-c]{3}\\d\\Z' }, 'aaa0'],
    [{ type: 'string', pattern: '(?i)^ab$' }, 'ab'],
    [{}, 'text'],
  ])('of %j is one that pydantic takes', (schema, expected) => {
    expect(defaultFor(schema, 'text')).toEqual(expected);
  });
});

// Fails when a schema that has no value, or none that is found, ends the call that asked for one.
test.each([
  ['that holds itself without end', { anyOf: [{ $ref: '#' }, { type: 'object', properties: { of: { $ref: '#' } }, required: ['of'] }] }],
  ['by a pattern that nothing fits', { type: 'string', pattern: '^(?=x)y$' }],
])('a default %s is the text', (_, schema) => {
  expect(defaultFor(schema, 'text')).toBe('text');
});

const Tree = z.object({
  name: z.string(),
  get children() {
    return z.array(Tree);
  },
});

// Each fails when a client that checks its structured outputs by zod refuses what answers without a rule.
test.each<[string, z.ZodType]>([
  ['an e-mail address', z.email()],
  ['an address', z.url()],
  ['a moment', z.iso.datetime()],
  ['a day', z.iso.date()],
  ['a time', z.iso.time()],
  ['a duration', z.iso.duration()],
  ['a UUID', z.uuid()],
  ['an IP address', z.ipv4()],
  ['an IP network', z.cidrv4()],
  ['a CUID', z.cuid()],
  ['a ULID', z.ulid()],
  ['a nano id', z.nanoid()],
  ['a telephone number', z.e164()],
  ['Base64', z.base64()],
  ['a text by several patterns', z.string().startsWith('ab').includes('m').endsWith('z')],
  ['a text by one of two', z.string().regex(/^(?:draft|final)-\d{2,}$/)],
  [
    'a text by a pattern and a length',
    z
      .string()
      .regex(/^[a-f]+$/)
      .min(12),
  ],
  ['a positive multiple', z.int().positive().multipleOf(5)],
  ['a share', z.number().gt(0).lt(1)],
  ['a negative number', z.number().negative()],
  ['a tuple', z.tuple([z.string(), z.int(), z.literal('x')])],
  ['null or text', z.string().nullable()],
  [
    'one of several kinds',
    z.discriminatedUnion('kind', [z.object({ kind: z.literal('a'), n: z.int() }), z.object({ kind: z.literal('b') })]),
  ],
  ['a record by a few keys', z.record(z.enum(['a', 'b']), z.int())],
  ['both of two', z.intersection(z.object({ a: z.string() }), z.object({ b: z.int() }))],
  ['what holds itself', Tree],
  ['a set of texts', z.array(z.string().min(3)).min(2)],
])('the default of %s is valid by zod', (_, schema) => {
  const value = defaultFor(z.toJSONSchema(schema), 'text');
  expect(schema.safeParse(value)).toMatchObject({ success: true });
});
