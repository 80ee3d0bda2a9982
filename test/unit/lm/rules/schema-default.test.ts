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
    [{}, 'text'],
  ])('of %j is one that pydantic takes', (schema, expected) => {
    expect(defaultFor(schema, 'text')).toEqual(expected);
  });
});
