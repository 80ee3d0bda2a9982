import { z } from 'zod';
import { jsonSchemaOf, type Schema } from '../../../../src/sandbox/programs/tool-schema';

const ORDER = z.object({ id: z.string(), cents: z.number().optional() });
const WANTED = { type: 'object', properties: { id: { type: 'string' }, cents: { type: 'number' } }, required: ['id'] };
/** As schemas were before they told their JSON Schema themselves. */
const older = (standard: object, more: object = {}): Schema =>
  ({ ...more, '~standard': { ...standard, jsonSchema: undefined } }) as unknown as Schema;

// Fails when a model is not told what a tool takes, or the tools of a project have to wait for a newer zod.
test('a schema tells a model what it takes, also one of zod before 4.2', () => {
  expect(jsonSchemaOf(ORDER as never)).toMatchObject(WANTED);
  expect(jsonSchemaOf(older(ORDER['~standard'], { _zod: ORDER._zod }))).toMatchObject(WANTED);
});

test('a schema that tells none says so', () => {
  expect(jsonSchemaOf(older({ vendor: 'valibot' }))).toBe('this version of valibot does not tell a JSON Schema of its schemas');
});
