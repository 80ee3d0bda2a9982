import { copyOfEnv, withPlaceholders } from '../../../../src/lm/keys/placeholders';

describe('a copy of an environment with placeholders', () => {
  // Fails when the short way misses a placeholder, or what somebody has set, deleted or put back since.
  test('is what a spread gives, whatever was done to it', () => {
    const env = withPlaceholders({ PATH: '/bin', OPENAI_API_KEY: 'a real one' });
    const same = (): void => expect(copyOfEnv(env)).toEqual({ ...env });
    same();
    env.GROQ_API_KEY = 'set';
    env.NEW = 'new';
    same();
    delete env.OPENAI_API_KEY;
    delete env.MISTRAL_API_KEY;
    delete env.PATH;
    same();
    env.ANTHROPIC_AUTH_TOKEN = 'hides the key beside it';
    env.MISTRAL_API_KEY = 'dspex';
    same();
    expect(copyOfEnv(env)).toMatchObject({ GROQ_API_KEY: 'set', NEW: 'new', GEMINI_API_KEY: 'dspex' });
  });

  test('of any other is one as well', () => {
    const env = { A: '1' };
    expect(copyOfEnv(env)).toEqual(env);
    expect(copyOfEnv(env)).not.toBe(env);
  });
});

// Fails when code that freezes its variables, as some set-up files do, finds a proxy that says more than there is.
test.each([Object.freeze, Object.seal, Object.preventExtensions])(
  '%p is held, and keeps the placeholders',
  (hold: (env: object) => void) => {
    const env = withPlaceholders({ PATH: '/bin' });
    delete env.GROQ_API_KEY;
    hold(env);
    expect([Object.isExtensible(env), env.OPENAI_API_KEY, env.GROQ_API_KEY]).toEqual([false, 'dspex', undefined]);
    expect(Object.keys(env)).toEqual(Object.keys({ ...env }));
    expect(copyOfEnv(env)).toEqual({ ...env });
  },
);
