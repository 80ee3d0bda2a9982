import { GeminiProvider } from '../../../../src/lm/real/gemini/provider';
import { loadPackage, packageError } from '../../../../src/lm/real/load-package';
import { promptCall } from '../calls';

jest.mock('../../../../src/lm/real/load-package', () => {
  const original = jest.requireActual('../../../../src/lm/real/load-package');
  return { ...original, loadPackage: jest.fn() };
});

const [GENERATE, INTERACT] = [promptCall('hi', { api: 'gemini' }), promptCall('hi', { api: 'gemini_interactions' })];

function installed(...names: string[]): string[] {
  const loaded: string[] = [];
  jest.mocked(loadPackage).mockImplementation((name, _, wanted = name) => {
    loaded.push(name);
    if (!names.includes(name)) throw packageError(wanted, 'it is not there', `npm i -D ${wanted}`);
    return {} as never;
  });
  return loaded;
}

function provider(): GeminiProvider {
  return new GeminiProvider({ apiKey: 'k', baseUrl: undefined, fetch });
}

// Fails when a project has to install both of Google's clients for the calls of one.
test.each([
  ['@google/genai', INTERACT],
  ['@google/generative-ai', GENERATE],
  ['@google/generative-ai', INTERACT],
])('%s alone is enough for a call of its own', (name, call) => {
  const loaded = installed(name);
  provider().ready(call);
  expect(loaded.at(-1)).toBe(name);
});

test.each([
  ['@google/genai', INTERACT],
  ['@google/generative-ai', GENERATE],
])('%s is what to install, where a call needs it', (name, call) => {
  installed();
  expect(() => provider().ready(call)).toThrow(
    expect.objectContaining({ code: 'LM_PROVIDER_PACKAGE', message: expect.stringContaining(`npm i -D ${name}`) }),
  );
});

test('none is loaded before a call', () => {
  const loaded = installed();
  provider();
  expect(loaded).toEqual([]);
});
