import { parseOptions } from '../../../../src/shared/options/options';
import { type ResolveInput, resolveTest } from '../../../../src/shared/options/resolve-test';

const options = (input: object = {}) => parseOptions(input, 'a test');
const resolve = (input: Partial<ResolveInput> = {}) => resolveTest({ options: options(), env: {}, ...input });

// Each of these fails when one source of the layer, or one default of the table, changes.
describe('the layer of a test', () => {
  test('is unit when nothing says otherwise', () => {
    expect(resolve()).toEqual({
      layer: 'unit',
      lmMode: 'mock',
      isolation: 'full',
      adapter: 'mock',
      bridgeMode: 'mock',
      process: 'none',
      session: 'own',
      startsAs: 'fresh',
      maxProcesses: 0,
      timeoutMs: 5_000,
      skip: null,
    });
  });

  test('is that of TEST_MODE when the test declares none', () => {
    expect(resolve({ env: { TEST_MODE: 'integration' } })).toMatchObject({
      layer: 'integration',
      lmMode: 'cached',
      isolation: 'namespace',
      adapter: 'bridge_mock',
      timeoutMs: 15_000,
    });
  });

  test.each([
    [
      'the test itself',
      { test: { layer: 'unit' }, docblockLayer: 'integration', environmentLayer: 'e2e', options: options({ layer: 'e2e' }) },
      'unit',
    ],
    ['the docblock', { docblockLayer: 'integration', environmentLayer: 'e2e', options: options({ layer: 'e2e' }) }, 'integration'],
    ['the environment subpath', { environmentLayer: 'integration', options: options({ layer: 'e2e' }) }, 'integration'],
    ['the config', { options: options({ layer: 'integration' }) }, 'integration'],
  ] as [string, Partial<ResolveInput>, string][])('is said by %s before what stands behind it', (_, input, layer) => {
    expect(resolve(input).layer).toBe(layer);
  });
});

describe('the ceiling', () => {
  test('is integration when TEST_MODE is unset: an e2e test is skipped, with what to type', () => {
    expect(resolve({ docblockLayer: 'e2e' }).skip).toContain('TEST_MODE=e2e');
    expect(resolve({ docblockLayer: 'integration' }).skip).toBeNull();
  });

  test('is TEST_MODE when set', () => {
    expect(resolve({ docblockLayer: 'integration', env: { TEST_MODE: 'unit' } }).skip).toContain('TEST_MODE=unit');
    expect(resolve({ docblockLayer: 'e2e', env: { TEST_MODE: 'e2e' } }).skip).toBeNull();
  });

  test('TEST_ONLY keeps only the layer of TEST_MODE', () => {
    const env = { TEST_MODE: 'integration', TEST_ONLY: '1' };
    expect(resolve({ docblockLayer: 'unit', env }).skip).toContain('TEST_ONLY');
    expect(resolve({ docblockLayer: 'integration', env }).skip).toBeNull();
    expect(resolve({ docblockLayer: 'unit', env: { ...env, TEST_ONLY: '0' } }).skip).toBeNull();
  });

  test('refuses a TEST_MODE that is no layer', () => {
    expect(() => resolve({ env: { TEST_MODE: 'prod' } })).toThrow(
      expect.objectContaining({ code: 'LAYER_INVALID', message: expect.stringContaining('"prod"') }),
    );
  });
});

describe('isolation and adapter', () => {
  test('a concurrent test gets a process of its own unless it says otherwise', () => {
    const env = { TEST_MODE: 'integration' };
    expect(resolve({ env, concurrent: true }).isolation).toBe('full');
    expect(resolve({ env, concurrent: true, test: { level: 'namespace' } }).isolation).toBe('namespace');
  });

  test('a real LM takes the adapter that allows one: bridge_mock never does', () => {
    expect(resolve({ env: { TEST_MODE: 'integration' }, test: { lm: 'real' } }).adapter).toBe('python_port');
  });

  test('the LM mode of a layer can be set in the config', () => {
    expect(resolve({ env: { TEST_MODE: 'integration' }, options: options({ lmModes: { integration: 'mock' } }) }).lmMode).toBe('mock');
  });
});

// Fails when a mode asked for by name gives another adapter or isolation than it says, or when a contradiction is settled in silence.
describe('the bridge mode', () => {
  test.each([
    ['no Python', {}, 'mock'],
    ['a process of its own', { docblockLayer: 'integration', test: { level: 'full' } }, 'isolated'],
    ['the file, with its neighbours', { docblockLayer: 'integration' }, 'shared'],
  ] as [string, Partial<ResolveInput>, string][])('follows from what the test has: %s', (_, input, bridgeMode) => {
    expect(resolve(input)).toMatchObject({ bridgeMode });
  });

  test.each([
    ['mock', { adapter: 'mock' }],
    ['isolated', { adapter: 'bridge_mock', isolation: 'full' }],
    ['shared', { adapter: 'bridge_mock', isolation: 'namespace' }],
  ] as const)('%s can be asked for by the config and by the test', (bridgeMode, expected) => {
    expect(resolve({ docblockLayer: 'integration', options: options({ bridgeMode }) })).toMatchObject({ bridgeMode, ...expected });
    expect(resolve({ docblockLayer: 'integration', test: { bridgeMode } })).toMatchObject({ bridgeMode, ...expected });
  });

  test('of the test wins over the config, a level of the test over a mode of the config', () => {
    const config = options({ bridgeMode: 'shared' });
    expect(resolve({ docblockLayer: 'integration', options: config, test: { bridgeMode: 'isolated' } }).isolation).toBe('full');
    expect(resolve({ docblockLayer: 'integration', options: config, test: { level: 'full' } }).bridgeMode).toBe('isolated');
    expect(resolve({ docblockLayer: 'integration', options: options({ adapter: 'mock' }), test: { bridgeMode: 'shared' } }).adapter).toBe(
      'bridge_mock',
    );
  });

  test('shared keeps concurrent tests together, and tests of layer unit are as they were', () => {
    const config = options({ bridgeMode: 'shared' });
    expect(resolve({ docblockLayer: 'integration', options: config, concurrent: true }).isolation).toBe('namespace');
    expect(resolve({ docblockLayer: 'e2e', options: config }).isolation).toBe('session');
    expect(resolve({ options: config })).toMatchObject({ adapter: 'mock', bridgeMode: 'mock' });
  });

  test.each([
    ['isolated and a level that shares', { docblockLayer: 'integration', test: { bridgeMode: 'isolated', level: 'session' } }, /session/],
    ['shared and full', { docblockLayer: 'integration', options: options({ bridgeMode: 'shared', level: 'full' }) }, /full/],
    [
      'mock and a Python adapter',
      { docblockLayer: 'e2e', options: options({ bridgeMode: 'mock', adapter: 'python_port' }) },
      /python_port/,
    ],
    ['shared and the mock adapter', { docblockLayer: 'e2e', options: options({ bridgeMode: 'shared', adapter: 'mock' }) }, /adapter mock/],
    ['isolated Python in layer unit', { test: { bridgeMode: 'isolated' } }, /layer unit/],
  ] as [string, Partial<ResolveInput>, RegExp][])('refuses %s', (_, input, message) => {
    expect(() => resolve(input)).toThrow(expect.objectContaining({ code: 'OPTION_INVALID', message: expect.stringMatching(message) }));
  });

  test('e2e spreads over a pool', () => {
    expect(resolve({ docblockLayer: 'e2e', env: { TEST_MODE: 'e2e' } }).adapter).toBe('python_pool');
  });
});
