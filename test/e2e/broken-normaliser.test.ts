import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KEY, realConfig } from './provider';
import { makeProject, type Project, runJest } from './run-jest';

const TESTS = `
const { dspex } = require('@dspex/jest-preset');
const { GoogleGenerativeAI } = require('@google/generative-ai');
const ask = () => new GoogleGenerativeAI('unused').getGenerativeModel({ model: 'gemini-3.5-flash-lite' }).generateContent('order-1?');
class Broken extends RegExp {
  [Symbol.replace]() { throw new RangeError('a normaliser of mine'); }
}
test('a function', async () => { dspex.lm.normalize(/order-\\d+/, () => { throw new Error('a normaliser of mine'); }); await ask(); });
test('a pattern of its own', async () => { dspex.lm.normalize(new Broken('order', 'g'), 'x'); await ask(); });
test('in DSPy', async () => { dspex.lm.normalize(new Broken('order', 'g'), 'x'); await dspex.run('question -> answer', { question: 'order-1?' }); });
test('swallowed', async () => { dspex.lm.normalize(new Broken('order', 'g'), 'x'); await ask().catch(() => undefined); });
describe('of a file', () => {
  beforeAll(() => dspex.lm.normalize(new Broken('order', 'g'), 'x'));
  test.each([1, 2])('is broken for each test, %s', ask);
});
`;

let server: Server;
let project: Project;
let requests = 0;

beforeEach(async () => {
  requests = 0;
  server = createServer((_, response) => {
    requests += 1;
    response.writeHead(500).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  project = makeProject({ 'jest.config.js': realConfig(`http://127.0.0.1:${port}`), 'a.test.js': TESTS });
});
afterEach(async () => {
  project.remove();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

// Fails when a model is asked, and paid for, before the key of its recording is known to be none.
test('a normaliser that throws pays for nothing, and its test says what it threw', async () => {
  const { tests } = await runJest(project, { env: { TEST_MODE: 'integration', ...KEY } });
  const refused = expect.stringMatching(/OPTION_INVALID|a normaliser of mine/);
  expect(tests.map(({ failureMessages }) => failureMessages.join())).toEqual(Array(6).fill(refused));
  expect(requests).toBe(0);
});
