import type { DspexError } from '../../../../src/shared/errors';
import { parseSignature, type SignatureInput } from '../../../../src/shared/signature/signature';

const inputs = { ticket: 'str' };

// Fails when a field's type, description or nested object is read as something else.
test('reads a type, a described type, a nested object and JSON Schema', () => {
  const shape = parseSignature({
    inputs,
    outputs: {
      queue: "Literal['billing', 'tech']",
      score: { type: 'float', description: 'how sure' },
      person: { type: { name: 'str', home_town: { type: { name: 'str | None' }, description: 'where from' } }, description: 'who wrote' },
      tags: { type: 'array', items: { type: 'string' } },
      place: { type: { type: 'object', properties: { town: { type: 'string' } }, required: ['town'] } },
    },
    instructions: 'Be kind.',
  });
  const town = {
    type: 'object',
    properties: { name: { anyOf: [{ type: 'string' }, { type: 'null' }] } },
    required: ['name'],
    additionalProperties: false,
    title: 'HomeTown',
    description: 'where from',
  };
  expect(shape).toStrictEqual({
    inputs: [{ name: 'ticket', schema: { type: 'string' } }],
    outputs: [
      { name: 'queue', schema: { enum: ['billing', 'tech'] } },
      { name: 'score', schema: { type: 'number' }, description: 'how sure' },
      {
        name: 'person',
        schema: {
          type: 'object',
          properties: { name: { type: 'string' }, home_town: town },
          required: ['name', 'home_town'],
          additionalProperties: false,
          title: 'Person',
        },
        description: 'who wrote',
      },
      { name: 'tags', schema: { type: 'array', items: { type: 'string' } } },
      {
        name: 'place',
        schema: {
          type: 'object',
          properties: { town: { type: 'string' } },
          required: ['town'],
          additionalProperties: false,
          title: 'Place',
        },
      },
    ],
    instructions: 'Be kind.',
  });
});

test('an object of fields may have a field called type', () => {
  const { outputs } = parseSignature({ inputs, outputs: { pet: { type: { type: 'str', name: 'str' } } } });
  expect(Object.keys(outputs[0]?.schema.properties as object)).toEqual(['type', 'name']);
});

test('reads back what it gave, as program.info() shows it', () => {
  const shape = parseSignature({
    inputs,
    outputs: { person: { type: { name: 'str' }, description: 'who' }, any: 'Any', d: 'dict[str, int]' },
  });
  expect(parseSignature(shape)).toStrictEqual(shape);
});

// Fails when a slip is taken for a field, or when the error does not lead to it.
test.each<[string, unknown, RegExp]>([
  [
    'a nested object without type',
    { inputs, outputs: { person: { name: 'str' } } },
    /person is an object without a type[\s\S]*person: \{ type: \{ name: "str" \} \}/,
  ],
  ['an unknown key of a field', { inputs, outputs: { a: { type: 'str', desc: 'x' } } }, /"desc" in outputs.a/],
  ['an unknown key of the signature', { inputs, ouputs: {} }, /"ouputs" in a signature[\s\S]*did you mean outputs/],
  ['no outputs', { inputs, outputs: {} }, /no outputs/],
  [
    'a type inside of a nested object',
    { inputs, outputs: { p: { type: { age: 'intt' } } } },
    /type of outputs.p.age has an unknown type "intt"[\s\S]*\^{4}[\s\S]*did you mean int/,
  ],
  ['a number for a type', { inputs, outputs: { a: 3 } }, /outputs.a is 3/],
  ['the same name on both sides', { inputs, outputs: { ticket: 'str' } }, /"ticket" as input and as output/],
  ['a keyword of Python', { inputs: { class: 'str' }, outputs: { a: 'str' } }, /inputs.class[\s\S]*keyword/],
  ['a keyword of JSON Schema that is not understood', { inputs, outputs: { a: { type: 'string', patern: 'x' } } }, /keyword "patern"/],
  [
    'a type that JSON Schema has not',
    { inputs, outputs: { a: { anyOf: [{ type: 'sting' }] } } },
    /outputs.a.anyOf\[0\] has the type "sting"[\s\S]*did you mean string/,
  ],
  ['a type that is no text', { inputs, outputs: { a: { anyOf: [{ type: 3 }] } } }, /has the type 3[\s\S]*write type: 'string'/],
  ['a name with a space', { inputs: { 'the ticket': 'str' }, outputs: { a: 'str' } }, /"the ticket"[\s\S]*letters, digits and underscores/],
  ['no signature', undefined, /The signature is undefined/],
  ['the path of a class', 'support.triage:Classify', /path of a class[\s\S]*loadModule\('support.triage:Classify'\)/],
])('refuses %s', (_, signature, message) => {
  let refused: DspexError | undefined;
  try {
    parseSignature(signature as SignatureInput);
  } catch (error) {
    refused = error as DspexError;
  }
  expect(refused?.code).toBe('SIGNATURE_INVALID');
  expect(refused?.message).toMatch(message);
});
