import { parseOptions } from '../../../../src/shared/options/options';

const thrown = (input: unknown): Error => {
  try {
    parseOptions(input, 'jest.config.js');
  } catch (error) {
    return error as Error;
  }
  throw new Error('the options were accepted');
};

describe('options', () => {
  test('have a default for everything', () => {
    expect(parseOptions(undefined, 'nowhere')).toMatchObject({
      processTimeoutMs: 30_000,
      maxWaitMs: 120_000,
      python: { path: ['.'], spares: 2 },
      lm: { default: 'mock_response' },
    });
  });

  // Fails when a path that every Jest user would write is taken for a folder of that name.
  test('understand <rootDir> wherever a path is asked for', () => {
    const { python, lm } = parseOptions(
      {
        python: { executable: '<rootDir>/.venv/bin/python', path: ['<rootDir>', '<rootDir>/py', '<rootDir>/../x', '/abs'] },
        lm: { cassettes: { dir: '<rootDir>/tapes' } },
      },
      'jest.config.js',
    );
    expect([python.executable, python.path, lm.cassettes.dir]).toEqual(['.venv/bin/python', ['.', 'py', '../x', '/abs'], 'tapes']);
  });

  test('name the nearest known key for an unknown one', () => {
    expect(thrown({ procesTimeoutMs: 1 })).toMatchObject({
      code: 'OPTION_INVALID',
      message: expect.stringMatching(/dspex\.procesTimeoutMs[\s\S]*did you mean dspex\.processTimeoutMs/),
    });
  });

  test('name the nearest known key inside a group', () => {
    expect(thrown({ python: { executeable: 'x' } })).toMatchObject({
      message: expect.stringMatching(/dspex\.python\.executeable[\s\S]*dspex\.python\.executable/),
    });
  });

  // Fails when a typing error in a pattern is told as a stack of ours, in the middle of a test.
  test('refuse a normaliser that is no regular expression', () => {
    expect(thrown({ lm: { cassettes: { normalize: [{ regex: 'order-(', with: 'x' }] } } })).toMatchObject({
      code: 'OPTION_INVALID',
      message: expect.stringMatching(/lm\.cassettes\.normalize\.0/),
    });
  });

  test('quote a value of the wrong type, with its place', () => {
    expect(thrown({ layer: 'prod' })).toMatchObject({
      code: 'OPTION_INVALID',
      message: expect.stringMatching(/dspex\.layer is "prod"[\s\S]*jest\.config\.js/),
    });
  });
});
