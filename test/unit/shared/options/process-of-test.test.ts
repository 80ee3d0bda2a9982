import { ADAPTER_NAMES, type AdapterName, ISOLATION_LEVELS, type Isolation, type Layer } from '../../../../src/shared/layers';
import { parseOptions } from '../../../../src/shared/options/options';
import { type ResolvedTest, resolveTest } from '../../../../src/shared/options/resolve-test';

const PYTHONS = ['bridge_mock', 'python_port', 'python_pool'] as const;
const LAYERS_WITH_PYTHON = ['integration', 'e2e'] as const;

interface Asked {
  readonly layer: Layer;
  readonly adapter?: AdapterName;
  readonly level?: Isolation;
  readonly lm?: 'mock' | 'cached';
  readonly concurrent?: boolean;
  readonly file?: ResolvedTest;
}

function resolve({ layer, adapter, level, lm, concurrent, file }: Asked): ResolvedTest {
  const options = parseOptions({ ...(adapter && { adapter }), maxPoolSize: 3 }, 'a test');
  return resolveTest({ options, test: { layer, level, lm }, concurrent, file, env: { TEST_MODE: 'e2e' } });
}

const fileOf = (adapter: AdapterName, layer: Layer = 'integration', lm: Asked['lm'] = 'cached'): ResolvedTest =>
  resolve({ layer, adapter, lm });

/** Every test with Python that can be asked for; `file` says what its file runs under. */
function testsWith(level: Isolation, file: (adapter: AdapterName) => ResolvedTest, concurrency: boolean[]): ResolvedTest[] {
  return PYTHONS.flatMap((adapter) =>
    LAYERS_WITH_PYTHON.flatMap((layer) =>
      concurrency.map((concurrent) => resolve({ layer, adapter, level, lm: 'cached', concurrent, file: file(adapter) })),
    ),
  );
}

const otherPython = (adapter: AdapterName): AdapterName => (adapter === 'python_pool' ? 'python_port' : 'python_pool');

// Each row fails when its level, or what its file has, no longer decides; the layer has no say once the level is given, and concurrency has
// in `namespace` alone.
describe('the Python process of a test', () => {
  test.each([
    ['full', 'runs on the same adapter', (adapter) => fileOf(adapter), { process: 'own', session: 'own', startsAs: 'copy' }],
    ['full', 'runs on another', (adapter) => fileOf(otherPython(adapter)), { process: 'own', session: 'own', startsAs: 'copy' }],
    ['full', 'has another LM mode', (adapter) => fileOf(adapter, 'e2e', 'mock'), { process: 'own', session: 'own', startsAs: 'copy' }],
    ['full', 'has no Python', () => fileOf('mock'), { process: 'own', session: 'own', startsAs: 'fresh' }],
    ['session', 'runs on the same adapter', (adapter) => fileOf(adapter), { process: 'leased', session: 'own', startsAs: 'fresh' }],
    ['session', 'has no Python', () => fileOf('mock'), { process: 'leased', session: 'own', startsAs: 'fresh' }],
    ['namespace', 'runs on the same adapter', (adapter) => fileOf(adapter), { process: 'file', session: 'file', startsAs: 'fresh' }],
    ['namespace', 'runs on another', (adapter) => fileOf(otherPython(adapter)), { process: 'leased', session: 'own', startsAs: 'fresh' }],
    [
      'namespace',
      'has another LM mode',
      (adapter) => fileOf(adapter, 'e2e', 'mock'),
      { process: 'leased', session: 'own', startsAs: 'fresh' },
    ],
    ['namespace', 'has no Python', () => fileOf('mock'), { process: 'leased', session: 'own', startsAs: 'fresh' }],
  ] as [Isolation, string, (adapter: AdapterName) => ResolvedTest, Partial<ResolvedTest>][])(
    'level %s, where the file %s',
    (level, _, file, expected) => {
      const concurrency = level === 'namespace' ? [false] : [false, true];
      for (const resolved of testsWith(level, file, concurrency)) expect(resolved).toMatchObject(expected);
    },
  );

  // Fails when two tests that run at once meet in one process: one of them would have the other's environment and seed.
  test('is its own where it runs beside others, whatever its level', () => {
    const own = { process: 'own', session: 'own', startsAs: 'copy' };
    for (const resolved of testsWith('namespace', fileOf, [true])) expect(resolved).toMatchObject({ isolation: 'namespace', ...own });
  });

  // Fails when a mock is given a process, or when what a file made in it is no longer shared or copied by level.
  test.each([
    ['full', 'has none either', fileOf('mock'), { session: 'own', startsAs: 'copy' }],
    ['full', 'has one', fileOf('bridge_mock'), { session: 'own', startsAs: 'fresh' }],
    ['session', 'has none either', fileOf('mock'), { session: 'own', startsAs: 'fresh' }],
    ['namespace', 'has none either', fileOf('mock'), { session: 'file', startsAs: 'fresh' }],
    ['namespace', 'has one', fileOf('bridge_mock'), { session: 'own', startsAs: 'fresh' }],
  ] as const)('is none on the mock adapter: level %s, where the file %s', (level, _, file, expected) => {
    for (const layer of LAYERS_WITH_PYTHON)
      expect(resolve({ layer, adapter: 'mock', level, lm: 'cached', file })).toMatchObject({
        process: 'none',
        maxProcesses: 0,
        ...expected,
      });
  });

  // Fails when a layer's own default of isolation no longer leads to the process that the README promises.
  test.each([
    ['unit', false, { process: 'none', session: 'own', startsAs: 'copy' }],
    ['unit', true, { process: 'none', session: 'own', startsAs: 'copy' }],
    ['integration', false, { process: 'file', session: 'file', startsAs: 'fresh' }],
    ['integration', true, { process: 'own', session: 'own', startsAs: 'copy' }],
    ['e2e', false, { process: 'leased', session: 'own', startsAs: 'fresh' }],
    ['e2e', true, { process: 'own', session: 'own', startsAs: 'copy' }],
  ] as const)('in a file of layer %s, concurrent: %s, by default', (layer, concurrent, expected) => {
    expect(resolve({ layer, concurrent, file: resolve({ layer }) })).toMatchObject(expected);
  });
});

// Fails when a file's own code is taken for a test's: its process would be lent to others, or begin as a copy of itself.
test('a file has a process of its own, whatever its level', () => {
  for (const level of ISOLATION_LEVELS)
    for (const adapter of PYTHONS)
      for (const layer of LAYERS_WITH_PYTHON)
        expect(resolve({ layer, adapter, level })).toMatchObject({ process: 'own', session: 'own', startsAs: 'fresh' });
  expect(resolve({ layer: 'unit' })).toMatchObject({ process: 'none', session: 'own', startsAs: 'fresh' });
});

// Fails when an adapter takes more slots of the run than it has processes, or fewer.
test.each([
  ['mock', 0],
  ['bridge_mock', 1],
  ['python_port', 1],
  ['python_pool', 3],
] as const)('adapter %s has %i processes at most', (adapter, maxProcesses) => {
  for (const level of ISOLATION_LEVELS) expect(resolve({ layer: 'e2e', adapter, level, lm: 'mock' })).toMatchObject({ maxProcesses });
});

// Fails when two fields of one test contradict each other.
test('no combination of options says two things at once', () => {
  const files = ADAPTER_NAMES.flatMap((adapter) => [fileOf(adapter), fileOf(adapter, 'e2e', 'mock')]);
  const tests = ADAPTER_NAMES.flatMap((adapter) =>
    (['unit', ...LAYERS_WITH_PYTHON] as const).flatMap((layer) =>
      ISOLATION_LEVELS.flatMap((level) =>
        files.flatMap((file) => [false, true].map((concurrent) => resolve({ layer, adapter, level, lm: 'cached', concurrent, file }))),
      ),
    ),
  );
  expect(tests).toHaveLength(ADAPTER_NAMES.length * 3 * ISOLATION_LEVELS.length * files.length * 2);
  for (const { process, session, startsAs, maxProcesses, adapter, bridgeMode } of tests) {
    expect([process === 'none', maxProcesses === 0]).toEqual([adapter === 'mock', bridgeMode === 'mock']);
    expect(process === 'file').toBe(session === 'file' && adapter !== 'mock');
    if (startsAs === 'copy') expect(session).toBe('own');
    if (process === 'leased') expect(startsAs).toBe('fresh');
  }
});
