import { namespaceOf } from '../../../../src/shared/options/namespace';

describe('a namespace', () => {
  test('is the same on every run and with either path separator', () => {
    expect(namespaceOf({ file: 'test/a.test.ts', testName: 'greets' })).toEqual(
      namespaceOf({ file: 'test\\a.test.ts', testName: 'greets' }),
    );
    expect(namespaceOf({ file: 'test/a.test.ts', testName: 'greets politely' }).namespace).toBe('greets_politely_bc1fe2a19e');
  });

  test('differs by file, name, ordinal and attempt', () => {
    const all = [
      { file: 'a', testName: 't' },
      { file: 'b', testName: 't' },
      { file: 'a', testName: 'u' },
      { file: 'a', testName: 't', ordinal: 1 },
      { file: 'a', testName: 't', attempt: 2 },
      { file: 'a' },
    ].map((parts) => namespaceOf(parts).namespace);
    expect(new Set(all).size).toBe(all.length);
  });

  // Fails when a folder that a test's files are kept in has what its name held, or another seed on a machine without the secret.
  test('is named after what may be shown, and is the same test', () => {
    const raw = namespaceOf({ file: 'a', testName: 'asks with my-token-1' });
    const shown = namespaceOf({ file: 'a', testName: 'asks with my-token-1', shownName: 'asks with <redacted>' });
    expect(shown.namespace).toMatch(/^asks_with_redacted_[0-9a-f]{10}$/);
    expect([shown.namespace.slice(-10), shown.seed]).toEqual([raw.namespace.slice(-10), raw.seed]);
  });

  test('a retried test keeps its seed', () => {
    expect(namespaceOf({ file: 'a', testName: 't', attempt: 2 }).seed).toBe(namespaceOf({ file: 'a', testName: 't' }).seed);
  });

  test('another seed of the run is another seed of the test, under the same ids', () => {
    const [one, other] = [0, 7].map((runSeed) => namespaceOf({ file: 'a', testName: 't', runSeed }));
    expect(other?.seed).not.toBe(one?.seed);
    expect({ ...other, seed: 0 }).toEqual({ ...one, seed: 0 });
  });

  test('names without a letter still give an id', () => {
    expect(namespaceOf({ file: 'a', testName: '→ ✓' }).namespace).toMatch(/^test_[0-9a-f]{10}$/);
  });
});
