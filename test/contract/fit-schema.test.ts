import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { fitSchema, Misfit } from '../../src/adapters/fit-schema';
import { PYTHON } from './python-server';

const values = [
  'x',
  '5',
  ' 7 ',
  '0.5',
  'yes',
  'true',
  '',
  5,
  0,
  1,
  -2,
  0.5,
  true,
  false,
  null,
  [],
  ['a'],
  [1, '2'],
  {},
  { n: 1 },
  { n: 'x' },
];
const schemas = [
  { type: 'string' },
  { type: 'integer' },
  { type: 'number' },
  { type: 'boolean' },
  { type: 'null' },
  // Not with True beside: to Python 1 is True.
  { enum: ['x', 5] },
  { type: 'array', items: { type: 'integer' } },
  { type: 'array', items: {} },
  { type: 'object', additionalProperties: { type: 'integer' } },
  { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'], additionalProperties: false, title: 'N' },
  { anyOf: [{ type: 'integer' }, { type: 'null' }] },
];
const REFUSED = 'refused';

const SCRIPT = `
import json, sys
from pydantic import TypeAdapter, ValidationError
from dspex_bridge.dspy_door import values
from dspex_bridge.programs import signatures

def fit(kind, value):
    try:
        return values.encode(TypeAdapter(kind).validate_python(value))
    except ValidationError:
        return "${REFUSED}"

schemas, given = json.load(sys.stdin)
print(json.dumps([[fit(signatures.type_of(schema, "n"), value) for value in given] for schema in schemas]))
`;

// Fails when a test of layer unit takes or refuses what Python would not, so that it changes its colour in integration.
describe('the mock judges values as pydantic does', () => {
  const env = { ...process.env, PYTHONPATH: resolve(__dirname, '../../python') };
  const printed = execFileSync(PYTHON, ['-c', SCRIPT], { encoding: 'utf8', env, input: JSON.stringify([schemas, values]) });
  const judged: unknown[][] = JSON.parse(printed);

  test.each(schemas.map((schema, index) => [JSON.stringify(schema), schema, judged[index]] as const))('%s', (_, schema, expected) => {
    expect(values.map((value) => fitted(value, schema))).toEqual(expected);
  });
});

function fitted(value: unknown, schema: Record<string, unknown>): unknown {
  try {
    return fitSchema(value, schema, 'n');
  } catch (error) {
    if (error instanceof Misfit) return REFUSED;
    throw error;
  }
}
