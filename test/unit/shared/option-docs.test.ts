import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DspexOptions, parseOptions } from '../../../src/shared/options';

const rows = [...readFileSync(join(__dirname, '../../../README.md'), 'utf8').matchAll(/^\| `([a-zA-Z0-9.]+)` +\| (.*?) +\| .*\|$/gm)];
const documented = new Map(rows.map(([, name, byDefault]) => [name as string, byDefault as string]));
const SECTIONS = ['lmModes', 'python', 'lm'];

const names = Object.entries(DspexOptions.shape).flatMap(([name, schema]) =>
  SECTIONS.includes(name) ? Object.keys(shapeOf(schema)).map((inner) => `${name}.${inner}`) : [name],
);

function shapeOf(schema: unknown): object {
  const { shape, unwrap } = schema as { shape?: object; unwrap?: () => unknown };
  return shape ?? shapeOf(unwrap?.call(schema));
}

// Fails when an option is added, renamed or removed without its row in the README's table.
test('the README has a row for each option', () => {
  expect([...documented.keys()].filter((name) => names.includes(name)).sort()).toEqual([...names].sort());
});

// Fails when a default changes and the table does not.
test.each([
  'python.path',
  'python.env',
  'python.spares',
  'python.dspyCache',
  'python.realBackoff',
  'lm.default',
  'lm.model',
  'lm.responses',
  'lm.hosts',
  'lm.allowHosts',
  'processTimeoutMs',
  'maxWaitMs',
])('the README gives the default of %s', (name) => {
  const value = name.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], parseOptions({}, 'a test'));
  const shown = documented.get(name)?.replace(/[`']/g, '');
  expect(shown).toBe(Array.isArray(value) ? `[${value.join()}]` : typeof value === 'object' ? JSON.stringify(value) : String(value));
});
