import { cassetteModeOf } from '../../../../src/worker/lm/cassette-mode-of';

// Fails when a run in CI records what nobody looks at, or one at a desk has to be told to record.
test.each([
  [undefined, false, 'auto'],
  [undefined, true, 'replay'],
  ['', true, 'replay'],
  ['record', true, 'record'],
])('DSPEX_LM is %p, in CI: %p: cassettes are in mode %s', (said, ci, mode) => {
  expect(cassetteModeOf({ ...(said !== undefined && { DSPEX_LM: said }) }, ci)).toBe(mode);
});

// Fails when a mistyped mode runs in another, which may cost money.
test('a mode that there is not is refused with the one that was meant', () => {
  expect(() => cassetteModeOf({ DSPEX_LM: 'recrod' }, false)).toThrow(
    expect.objectContaining({ code: 'OPTION_INVALID', message: expect.stringMatching(/DSPEX_LM=record npx jest/) }),
  );
});
