import { parseSeed } from '../../../../src/shared/options/seed';

// Fails when a seed is taken that Python refuses as a hash seed, or when nonsense becomes a number in silence.
describe('DSPEX_SEED', () => {
  test.each([
    [undefined, 0],
    ['', 0],
    ['0', 0],
    ['4294967295', 4294967295],
  ])('%p is %p', (text, seed) => {
    expect(parseSeed(text)).toBe(seed);
  });

  test.each(['-1', '1.5', '0x10', 'abc', '4294967296', ' 1'])('%p is refused', (text) => {
    expect(() => parseSeed(text)).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }));
  });

  test('random is for the host to pick: without one it is refused, not picked by each worker', () => {
    expect(() => parseSeed('random')).toThrow(expect.objectContaining({ code: 'NO_HOST' }));
  });
});
