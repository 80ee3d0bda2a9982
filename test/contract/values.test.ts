import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runInNewContext } from 'node:vm';
import { decodeValues, encodeValues } from '../../src/shared/values/values';
import { PYTHON } from './python-server';

interface Case {
  readonly name: string;
  readonly wire: unknown;
  readonly python: string;
  readonly js: string;
  /** `to-python`: Node sends it and would get something else back. `to-node`: the other way round. */
  readonly direction: 'both' | 'to-node' | 'to-python';
}

const FILE = join(__dirname, 'cases', 'values.json');
const cases = JSON.parse(readFileSync(FILE, 'utf8')) as Case[];
const fromNode = cases.filter(({ direction }) => direction !== 'to-node');
const toNode = cases.filter(({ direction }) => direction !== 'to-python');

/** The value as this file's realm has it, or as another realm does. */
const ownValue = ({ js }: Case): unknown => new Function('Buffer', `return ${js}`)(Buffer);
const ofAnotherRealm = ({ js }: Case): unknown => runInNewContext(js, { Buffer, URL });

// Each fails when a value changes on its way, in either language.
describe('in Node', () => {
  test.each(fromNode)('sends $name', (one) => {
    expect(encodeValues(ownValue(one), 'value')).toStrictEqual(one.wire);
  });

  test.each(fromNode)('sends $name of another realm', (one) => {
    expect(encodeValues(ofAnotherRealm(one), 'value')).toStrictEqual(one.wire);
  });

  test.each(toNode)('gets $name', (one) => {
    expect(decodeValues(one.wire)).toStrictEqual(ownValue(one));
  });
});

describe('in Python', () => {
  const outcomes = new Map<string, { decodes: boolean; wire: unknown }>();
  beforeAll(() => {
    const env = { ...process.env, PYTHONPATH: resolve(__dirname, '../../python') };
    const printed = execFileSync(PYTHON, [join(__dirname, 'cases', 'values_cases.py'), FILE], { encoding: 'utf8', env });
    for (const outcome of JSON.parse(printed)) outcomes.set(outcome.name, outcome);
  });

  test.each(fromNode)('gets $name', ({ name }) => {
    expect(outcomes.get(name)?.decodes).toBe(true);
  });

  test.each(toNode)('sends $name', ({ name, wire }) => {
    expect(outcomes.get(name)?.wire).toStrictEqual(wire);
  });
});
