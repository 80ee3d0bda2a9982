import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the looking files need beside them. */
const SANDBOX_CODE = ['portrait.js', 'behaviours.js', ...readdirSync(join(__dirname, 'cases')).map((name) => `cases/${name}`)];

/** Files run in the order of their names: what a file leaves, the next one meets. */
export const SEQUENCER = `const Sequencer = require('@jest/test-sequencer').default;
module.exports = class extends Sequencer {
  sort(tests) {
    return [...tests].sort((a, b) => (a.path < b.path ? -1 : 1));
  }
};`;

/** A file that writes down what it sees. */
const looking = (docblock: string): string => `${docblock}
const { writeFileSync } = require('node:fs');
const { basename, join } = require('node:path');
const { portrait } = require('./portrait');
const { behaviours } = require('./behaviours');
test('looks around', async () => {
  const seen = { portrait: portrait(), behaviours: await behaviours() };
  writeFileSync(join(__dirname, basename(__filename, '.test.js') + '.seen.json'), JSON.stringify(seen));
});`;

/** Files that use a library that changes Node's clients, each in its own way, and leave it on. */
const USERS = {
  nothing: "test('does nothing', () => undefined);",
  nock: `const https = require('node:https');
const nock = require('nock');
test('uses nock', async () => {
  nock('https://example.test').get('/').reply(201, 'mocked', { 'X-Written-So': 'yes' });
  const { statusCode, rawHeaders } = await new Promise((done, fail) => https.get('https://example.test/', done).on('error', fail));
  expect([statusCode, rawHeaders]).toEqual([201, ['X-Written-So', 'yes']]);
});`,
  msw: `test('uses msw', async () => {
  const { http, HttpResponse } = await import('msw');
  const { setupServer } = await import('msw/node');
  setupServer(http.get('https://example.test/', () => HttpResponse.text('mocked'))).listen();
  expect(await (await fetch('https://example.test/')).text()).toBe('mocked');
});`,
  own: `const http = require('node:http');
test('patches by hand', () => {
  http.get = () => 'mocked';
  globalThis.fetch = async () => 'mocked';
  globalThis.Headers = class {};
  jest.spyOn(http, 'request').mockReturnValue('mocked');
  expect([http.get(), http.request()]).toEqual(['mocked', 'mocked']);
});`,
};

const JSDOM = '/** @jest-environment jsdom */';

/** A project whose files look around before, between and after files that use other libraries. */
export function platformProject(jsdom: string): Record<string, string> {
  const users = Object.entries(USERS).flatMap(([name, text], index) => [
    [`${index + 2}-${name}.test.js`, text],
    [`${index + 2}-z-after-${name}.test.js`, looking('')],
  ]);
  return {
    'sequencer.js': SEQUENCER,
    ...Object.fromEntries(SANDBOX_CODE.map((name) => [name, readFileSync(join(__dirname, name), 'utf8')])),
    '1-first.test.js': looking(''),
    ...Object.fromEntries(users),
    '9-dom.test.js': looking(JSDOM.replace('jsdom', jsdom)),
  };
}

/** Those of the project that look around in the node environment. */
export const LOOKING_FILES = ['1-first', ...Object.keys(USERS).map((name, index) => `${index + 2}-z-after-${name}`)];

/** What a file that looks around has seen. */
export interface Seen {
  readonly portrait: Readonly<Record<string, string>>;
  readonly behaviours: Readonly<Record<string, unknown>>;
}

/**
 * Members that are not the platform's: Jest's list of event handlers, and, on the prototype above the global, where a nock or msw of the
 * test's own looks for another, and npm's undici for Node's dispatcher.
 */
const NOT_THE_PLATFORM =
  /^global\.\[Symbol\(EVENT_HANDLERS\)\]|\[Symbol\(((client-request|fetch|nock)-interceptor|undici\.globalDispatcher\.[12])\)\]$/;

/** What code could tell one sandbox from the other by. */
export function differences(plain: Seen, ours: Seen): string[] {
  const sets = [
    [plain.portrait, ours.portrait],
    [plain.behaviours, ours.behaviours],
  ] as const;
  return sets.flatMap(([before, now]) => {
    const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].filter((name) => !NOT_THE_PLATFORM.test(name));
    const texts = names.map((name) => [name, JSON.stringify(before[name]), JSON.stringify(now[name])] as const);
    return texts.filter(([, one, other]) => one !== other).map(([name, one, other]) => `${name}: ${one} is now ${other}`);
  });
}
