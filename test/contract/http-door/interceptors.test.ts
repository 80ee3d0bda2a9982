/** @jest-environment ./test/contract/http-door/door-environment.ts */
import http from 'node:http';
import https from 'node:https';
import { dspex } from '../../../src/sandbox';

type Nock = typeof import('nock');
const nock = require('nock') as Nock;
const URL_OF_CHAT = 'https://api.openai.com/v1/chat/completions';
const asked = { method: 'POST', body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'hi' }] }) };
const answer = async (): Promise<string> => {
  const { choices } = (await (await fetch(URL_OF_CHAT, asked)).json()) as { choices: [{ message: { content: string } }] };
  return choices[0].message.content;
};
const got = (client: typeof http | typeof https, url: string): Promise<string> =>
  new Promise((resolve, reject) => {
    client.get(url, async (response) => resolve((await response.setEncoding('utf8').toArray()).join(''))).on('error', reject);
  });

beforeEach(() => void dspex.lm.whenPrompt('hi').reply('ho'));

// What nock does without a language model, the compatibility suites hold; here it is beside the rules.
describe('a nock of the test', () => {
  afterEach(() => {
    nock.cleanAll();
    nock.enableNetConnect();
  });

  // Each fails when "not mine" of nock's is taken for a failure of the call.
  test('that has another route of an LM host leaves the call to the rules', async () => {
    nock('https://api.openai.com').get('/v1/files').reply(200, { mine: true });
    expect([await answer(), await got(https, 'https://api.openai.com/v1/files')]).toEqual(['ho', '{"mine":true}']);
  });

  test('that forbids the network leaves the call to the rules', async () => {
    nock.disableNetConnect();
    expect(await answer()).toBe('ho');
  });

  test('that has another route hears of a connection that breaks as fetch tells of it', async () => {
    nock('https://api.openai.com').get('/v1/files').reply(200, { mine: true });
    dspex.lm.whenPrompt('hi').replyWithFault('reset');
    await expect(answer()).rejects.toMatchObject({ message: 'fetch failed', cause: { code: 'ECONNRESET' } });
  });

  // Fails when the error of nock's, which is of the sandbox, is none to what carries the request: it would never end.
  test('that forbids the network refuses all others in its own words', async () => {
    nock.disableNetConnect();
    await expect(fetch('https://shop.example/')).rejects.toThrow('Disallowed net connect');
    await expect(got(http, 'http://shop.example/')).rejects.toMatchObject({ code: 'ENETUNREACH' });
  });

  test('that answers by an error ends the call with it', async () => {
    nock('http://shop.example').get('/').replyWithError('broken');
    await expect(got(http, 'http://shop.example/')).rejects.toThrow('broken');
  });
});

// Fails when a request that a rule has answered cannot be read any more, as one that was read in the place of a copy cannot.
test('a recorder of the test reads what was asked', async () => {
  nock.recorder.rec({ dont_print: true, output_objects: true });
  await answer();
  const recorded = nock.recorder.play();
  nock.restore();
  nock.recorder.clear();
  nock.activate();
  expect(recorded).toMatchObject([{ scope: 'https://api.openai.com:443', body: JSON.parse(asked.body) }]);
});

// Fails, by waiting without an end, when the recorder is given a request that was read before it listened.
test('a recorder that starts while a call waits does not hear of it', async () => {
  nock.restore();
  dspex.lm.whenPrompt('hi').reply(() => {
    nock.recorder.rec({ dont_print: true, output_objects: true });
    return 'hey';
  });
  expect([await answer(), nock.recorder.play()]).toEqual(['hey', []]);
  nock.restore();
  nock.recorder.clear();
  nock.activate();
});

// Fails when what a test gives up still answers, or its record of what goes by goes on.
test('a recorder of the test hears no more when it has stopped', async () => {
  nock.recorder.rec({ dont_print: true });
  await answer();
  nock.restore();
  nock.recorder.clear();
  expect(await answer()).toBe('ho');
  expect(nock.recorder.play()).toEqual([]);
  nock.activate();
});
