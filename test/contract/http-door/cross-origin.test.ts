/** @jest-environment ./test/contract/http-door/jsdom-environment.ts */
import { dspex } from '../../../src/sandbox';

// The sandbox has a page; the compiler knows Node alone.
// biome-ignore lint/suspicious/noExplicitAny: jsdom's XMLHttpRequest
declare const XMLHttpRequest: new () => any;

const URL_OF_CHAT = 'https://api.openai.com/v1/chat/completions';
const BODY = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'hi' }] });

function ask(withCredentials: boolean, headers: Record<string, string> = {}) {
  const xhr = new XMLHttpRequest();
  return new Promise<typeof xhr>((resolve, reject) => {
    xhr.open('POST', URL_OF_CHAT);
    xhr.withCredentials = withCredentials;
    for (const [name, value] of Object.entries({ 'content-type': 'application/json', ...headers })) xhr.setRequestHeader(name, value);
    xhr.onload = () => resolve(xhr);
    xhr.onerror = () => reject(new Error('Network Error'));
    xhr.send(BODY);
  });
}

// Fails when the page's question before the question is not answered, or when the page may not read the answer.
test.each([false, true])('a page is answered, with credentials: %s', async (withCredentials) => {
  dspex.lm.whenPrompt('hi').reply('ho');
  const { responseText } = await ask(withCredentials, { authorization: 'Bearer k' });
  expect(JSON.parse(responseText).choices[0].message.content).toBe('ho');
  expect(dspex.lm.calls).toHaveLength(1);
});

test('a page reads the headers of an error', async () => {
  dspex.lm.whenPrompt('hi').replyWithError({ status: 429, retryAfterMs: 7 });
  const xhr = await ask(false);
  expect([xhr.status, xhr.getResponseHeader('retry-after-ms')]).toEqual([429, '7']);
});

test('axios in a page is answered', async () => {
  dspex.lm.whenPrompt('hi').reply('ho');
  const axios = require('axios') as typeof import('axios');
  const { data } = await axios.post(URL_OF_CHAT, JSON.parse(BODY), { headers: { authorization: 'Bearer k' }, adapter: 'xhr' });
  expect(data.choices[0].message.content).toBe('ho');
});

// Fails when a synchronous request, which a page sends by a process of its own, gets to a host of language models.
describe('a synchronous request', () => {
  const askAndWait = (url: string) => {
    const xhr = new XMLHttpRequest();
    xhr.open('POST', url, false);
    xhr.send(BODY);
    return xhr;
  };

  test('to an LM host is refused by name, as a failed connection', () => {
    dspex.lm.expectMiss();
    let thrown: Error | undefined;
    try {
      askAndWait(URL_OF_CHAT);
    } catch (error) {
      thrown = error as Error;
    }
    expect(thrown?.name).toBe('NetworkError');
    expect(thrown).toBeInstanceOf(DOMException);
    expect(thrown?.message).toMatch(
      /api\.openai\.com was refused[\s\S]*cross-origin\.test\.ts:\d+ asked for it[\s\S]*open it asynchronously[\s\S]*LM_UNREACHABLE/,
    );
  });

  test('to another host goes where it went', () => {
    expect(askAndWait('data:text/plain,hello').responseText).toBe('hello');
  });
});
