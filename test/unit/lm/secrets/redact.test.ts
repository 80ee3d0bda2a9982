import type { Cassette } from '../../../../src/lm/cassettes/cassette';
import { cassetteText } from '../../../../src/lm/cassettes/cassette-text';
import { harmlessBy } from '../../../../src/lm/secrets/not-secret';
import { REDACTED, Redactor } from '../../../../src/lm/secrets/redact';
import { cassetteFile } from '../cassettes/cassette-parts';

const SECRET = 'pässw0rd/with+"quotes" & spaces';
const redactor = new Redactor({ SERVICE_TOKEN: SECRET, DB_PASSWORD: 'postgres', SHORT_KEY: 'abc', PLAIN: 'not secret at all' });
const KEY = 'sk-proj-0123456789abcdefABCDEF';

// Fails when a form that a provider publishes stays in a text.
test.each([
  KEY,
  'AIzaSyA-0123456789abcdefghijklmnopqrstu',
  'ghp_0123456789abcdefghijABCDEFGHIJ',
  'hf_0123456789abcdefghij',
  'xoxb-123456789012-abcdef',
  'AKIAIOSFODNN7EXAMPLE',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.SflKxwRJSMeKKF2QT4fw',
  'Bearer abcdef0123456789',
  'bearer abcdef0123456789',
  'Basic dXNlcjpwYXNzd29yZDE=',
  '-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----',
])('takes out %s by its form', (secret) => {
  expect(redactor.text(`before ${secret} after`)).toBe(`before ${REDACTED} after`);
});

// Fails when a named value stays in running text, whatever is around it.
test.each([
  ['https://x.test/v1?a=1&key=short1&b=2', 'short1'],
  ['https%3A%2F%2Fx.test%3Fkey%3Dshort1%26b%3D2', 'short1'],
  ['https://user:hunter22@x.test/path', 'hunter22'],
  ['password = hunter22!', 'hunter22!'],
  ['{"clientSecret": "abc12345"}', 'abc12345'],
  [JSON.stringify({ text: '{"api_key": "abc12345"}' }), 'abc12345'],
  ['x-goog-api-key: abc12345', 'abc12345'],
  ['Authorization: Basic abcdefgh', 'abcdefgh'],
  ['userPassword: hunter22', 'hunter22'],
])('takes a named secret out of %s', (text, secret) => {
  expect(redactor.text(text)).not.toContain(secret);
});

// Fails when a variable's value is found only as it is.
test.each([
  ['plain', SECRET],
  ['in a URL', encodeURIComponent(SECRET)],
  ['in a form', encodeURIComponent(SECRET).replaceAll('%20', '+')],
  ['in JSON', JSON.stringify({ a: SECRET })],
  ['in JSON in JSON', JSON.stringify({ a: JSON.stringify({ b: SECRET }) })],
  ['in hexadecimal', Buffer.from(SECRET).toString('hex')],
])('finds the value of a secret variable %s', (_, text) => {
  const clean = redactor.text(`x ${text} y`);
  expect(clean).toContain(REDACTED);
  expect(clean).not.toContain(text);
});

test.each([0, 1, 2, 3, 4])('finds it in the base64 of a text that has %s bytes before it', (before) => {
  const text = Buffer.from(`${'u'.repeat(before)}${SECRET}:rest of it`).toString('base64');
  const clean = redactor.text(text);
  expect(clean).toContain(REDACTED);
  expect(Buffer.from(clean.replace(REDACTED, ''), 'base64').toString()).not.toContain(SECRET.slice(2, -2));
});

// Fails when reading a prompt becomes a puzzle, or a test is answered with something else.
test.each([
  'Write a password policy: secret words must be long.',
  'The password must be a string; authorization is required.',
  'Basic Communication and a Bearer of understanding',
  'postgres is a database and abc an alphabet',
  'see http://localhost:8080/path and mail me@example.com',
  'http://host:8080?to=a@b.c',
  'maxTokens: 12345678, token: 12345678',
  'task-0123456789abcdefghijklmnop risk-management-for-everyone',
])('leaves "%s" alone', (text) => {
  expect(redactor.text(text)).toBe(text);
});

// Fails when what stands under a secret's name stays, or a schema that only names one is destroyed.
test('what stands under the name of a secret goes whole, in whatever shape', () => {
  expect(
    redactor.value({ password: 'abc', pin: 1, authorization: { scheme: 'x', value: ['y', 12345678] }, apiKey: null, cookie: '', n: 'b' }),
  ).toEqual({
    password: REDACTED,
    pin: 1,
    authorization: { scheme: REDACTED, value: [REDACTED, REDACTED] },
    apiKey: null,
    cookie: '',
    n: 'b',
  });
});

test('a schema of a secret stays readable, without its values', () => {
  const schema = (value: string) => ({
    type: 'object',
    properties: { password: { type: 'string', description: 'At least 8 letters', default: value, examples: [value] } },
    required: ['password'],
  });
  expect(redactor.value(schema('hunter2'))).toEqual(schema(REDACTED));
});

// Fails when a key that a set-up file loads after the start is not known.
test('reads the environments late', () => {
  const env: Record<string, string> = {};
  const late = new Redactor({}, env);
  env.LATE_API_KEY = 'loaded-by-dotenv';
  expect(late.text('uses loaded-by-dotenv')).toBe(`uses ${REDACTED}`);
});

// Fails when a file whose fields were all cleaned, and which has a secret all the same, is written.
test('a file that still has one is refused, and the error does not repeat it', () => {
  const cassette = (text: string) => JSON.parse(cassetteFile('k', 0, text)) as Cassette;
  expect(cassetteText(cassette('Paris'), redactor)).toContain('Paris');
  const refused = () => cassetteText(cassette(`the key is ${KEY}`), redactor);
  expect(refused).toThrow(expect.objectContaining({ code: 'CASSETTE_SECRET', message: expect.not.stringContaining(KEY) }));
});

// Fails when what a user calls harmless is taken out all the same, or a variable's value is left because of it.
test('what is no secret by the user’s word stays; the value of a variable goes', () => {
  const sparing = new Redactor({ MY_API_KEY: 'order-00000001' }).sparing(harmlessBy(['order-\\d+', 'sk-demo-.*']));
  expect(sparing.text('password: order-00000002')).toBe('password: order-00000002');
  expect(sparing.value({ password: 'order-00000002' })).toEqual({ password: 'order-00000002' });
  expect(sparing.text(`${['sk', 'demo', '0a1b2c3d4e5f'].join('-')} and order-00000001`)).toMatch(/^sk-demo-0a1b2c3d4e5f and <redacted>$/);
  expect(sparing.text(`it is ${KEY}`)).toBe(`it is ${REDACTED}`);
});

// Fails when a name alone takes a word or a number out of a tool's arguments.
test('ordinary words and counts under the name of a secret stay', () => {
  const values = {
    cookie: 'oatmeal',
    refresh_token: 3600,
    token: 'next page',
    secret: 'cinnamon',
    max_tokens: 100000,
    auth: true,
    credentials: 'include',
  };
  expect(redactor.value(values)).toEqual(values);
});

// Fails when a key is known only if it was there at the first look, or by the name of another variable.
test('takes out what a variable holds now: set late, changed, renamed', () => {
  const env: Record<string, string> = {};
  const late = new Redactor({ HOME: '/home/me' }, env);
  const [first, second] = ['first-value-9471', 'second-value-8362'];
  expect(late.text(first)).toBe(first);
  env.MY_TOKEN = first;
  expect(late.text(first)).toBe(REDACTED);
  env.MY_TOKEN = second;
  expect(late.text(`${first} ${second}`)).toBe(`${first} ${REDACTED}`);
  delete env.MY_TOKEN;
  env.WORD = second;
  expect(late.text(second)).toBe(second);
});
