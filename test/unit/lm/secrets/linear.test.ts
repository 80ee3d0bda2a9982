import { Redactor } from '../../../../src/lm/secrets/redact';
import { Drawn, seeded } from './drawn';

/** Whole, halves and repetitions of everything that the redactor looks for. */
const REPEATED = [
  ...[
    '-eyJ',
    'eyJ',
    '.eyJaaaaaaaa',
    'eyJaaaaaaaa.aaaaaaaa',
    'sk-',
    '-sk-',
    'sk-aaaaaaaaaaaaaaaa',
    'ghp_',
    'xoxb-',
    'SG.aaaaaaaaaaaaaaaa.',
    'AKIA',
  ],
  ...[
    'password=',
    'password: ',
    'password:"',
    '"password": "',
    "password ='",
    'password\\":\\"',
    'password: a\n',
    'password: a #',
    '--password ',
    '<password>',
  ],
  ...[
    'token=',
    'token: "',
    'token=token,',
    'auth:',
    'DB_PASSWORD=x\n',
    'a=',
    'a:',
    'key',
    '?key=',
    '&key=aaaaaa',
    'passwordpassword',
    'password_',
  ],
  ...['Bearer ', 'Bearer aaaaaaaaaaaa ', 'Basic ', 'authorization: Bearer ', 'cookie:', 'cookie: a=b; ', 'a=b; '],
  ...['://', '://a:', '://a:b', '://a@', 'hooks.slack.com/services/', 'maker.ifttt.com/trigger/', 'a@b'],
  ...['-----BEGIN PRIVATE KEY-----', '-----BEGIN ', '-----', '-----BEGIN PRIVATE KEY-----\nMIIE', '-----END PRIVATE KEY-----'],
  ...['"', "'", '`', '\\', '\\\\"', '\\"', '\\n', '\\u0041', '\\x41', '%41', '%', '&', '&amp;', '&#x41;', '\u001b[32m'],
  ...['a', '1', 'A', '0a', '=', ':', ' ', '\n', '\t', '\r\n', '{', '[', '<', '.', '-', '_', 'a-', 'é', '😀', '#'],
].map((unit) => [unit, (length: number) => unit.repeat(Math.ceil(length / unit.length)).slice(0, length)] as const);

const drawn = new Drawn(seeded(7));
const lines = (line: () => string) => (length: number) => {
  const all: string[] = [];
  for (let size = 0; size < length; size += (all.at(-1) as string).length) all.push(line());
  return all.join('').slice(0, length);
};
const WRITTEN = [
  ['base64', lines(() => drawn.base62(60))],
  ['hexadecimal', lines(() => drawn.hex(64))],
  ['digits', lines(() => drawn.digits(64))],
  ['passwords', lines(() => `password: ${drawn.base62(10)}\n`)],
  ['a form', lines(() => `password=${drawn.base62(10)}&`)],
  ['names', lines(() => `${drawn.letters(5)}_key=`)],
  ['prose', lines(() => `the password ${drawn.words(' ')} is in the book of the key. `)],
  ['JSON in JSON', (length: number) => JSON.stringify(JSON.stringify({ text: lines(() => '"x": "y"\n')(length / 4) }))],
] as const;

const SHORT = 1 << 12;
/** So many times as long: linear work takes as many times as long, quadratic work the square of it. */
const LONGER = 32;
/** As far from the one as from the other: what else the machine does is no factor of five. */
const MOST_GROWTH = LONGER * 6;

const env = { A_SECRET: 'aaaaaaaaaaaaaaaab', B_PASSWORD: 'pass"word\\with&all%41of it', C_API_KEY: drawn.base62(40) };
const redactor = new Redactor(env);

/** In the time of this process: the machine is shared. Never less than the clock tells. */
function cpuMicros(text: string): number {
  const before = process.cpuUsage();
  redactor.text(text);
  const { user, system } = process.cpuUsage(before);
  return Math.max(user + system, 100);
}

const MOST_TRIES = 20;

/** How many times as long the longer text takes: each by its fastest try, which alone has nothing of the collector of garbage in it. */
function growth(short: string, long: string, enough: number): number {
  const fastest = { short: Number.POSITIVE_INFINITY, long: Number.POSITIVE_INFINITY };
  for (let tries = 0; tries < MOST_TRIES && !(tries >= 3 && fastest.long / fastest.short < enough); tries++) {
    fastest.short = Math.min(fastest.short, cpuMicros(short));
    fastest.long = Math.min(fastest.long, cpuMicros(long));
  }
  return fastest.long / fastest.short;
}

// Fails when some text makes the redactor go over what it has read again and again: a prompt of it would stop the worker.
test.each([...REPEATED, ...WRITTEN])('the work grows as the text does: %j', (_, make) => {
  const [short, long] = [make(SHORT), make(SHORT * LONGER)];
  redactor.text(short);
  expect(growth(short, long, MOST_GROWTH)).toBeLessThan(MOST_GROWTH);
});
