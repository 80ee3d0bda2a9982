import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DspexOptions, parseOptions } from '../../../../src/shared/options/options';

const [table = ''] = readFileSync(join(__dirname, '../../../../docs/options.md'), 'utf8').split('## Where they may stand');
const rows = [...table.matchAll(/^\| `([a-zA-Z0-9.]+)` +\| (.*?) +\| .*\|$/gm)];
const documented = new Map(rows.map(([, name, byDefault]) => [name as string, byDefault as string]));
const SECTIONS = ['lmModes', 'python', 'lm'];

const names = Object.entries(DspexOptions.shape).flatMap(([name, schema]) =>
  SECTIONS.includes(name) ? Object.keys(shapeOf(schema)).map((inner) => `${name}.${inner}`) : [name],
);

function shapeOf(schema: unknown): object {
  const { shape, unwrap } = schema as { shape?: object; unwrap?: () => unknown };
  return shape ?? shapeOf(unwrap?.call(schema));
}

// Fails when an option is added, renamed or removed without its row in the table in docs/options.md.
test('docs/options.md has a row for each option', () => {
  expect([...documented.keys()].filter((name) => names.includes(name)).sort()).toEqual([...names].sort());
});

// Fails when an option of a group is added, renamed or removed without its row in docs/options.md.
test('docs/options.md has a row for each option of a group', () => {
  const text = readFileSync(join(__dirname, '../../../../docs/options.md'), 'utf8');
  const groups = { 'lm.cassettes': DspexOptions.shape.lm, 'lm.real': DspexOptions.shape.lm, ledger: DspexOptions.shape };
  for (const [group, within] of Object.entries(groups)) {
    const section = text.split(new RegExp(`^## .*\`${group}\`$`, 'm'))[1]?.split('\n## ')[0] ?? '';
    const shape = within === DspexOptions.shape ? within : shapeOf(within);
    const known = Object.keys(shapeOf((shape as Record<string, unknown>)[group.split('.').pop() as string]));
    expect([...section.matchAll(/^\| `([a-zA-Z]+)` /gm)].map(([, name]) => name)).toEqual(known);
  }
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
  'network',
  'allowHosts',
  'maxPythonProcesses',
  'parallel',
  'maxPoolSize',
  'processTimeoutMs',
  'maxWaitMs',
])('docs/options.md gives the default of %s', (name) => {
  const value = name.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], parseOptions({}, 'a test'));
  const shown = documented.get(name)?.replace(/[`']/g, '');
  expect(shown).toBe(Array.isArray(value) ? `[${value.join()}]` : typeof value === 'object' ? JSON.stringify(value) : String(value));
});
