import type { Drawn } from './drawn';
import type { Form } from './planted-text';

/** Variables that hold secrets, as people call them. */
export const VARIABLES = ['OPENAI_API_KEY', 'STRIPE_SK', 'API_TOKEN_PROD', 'SERVICE_KEY_2', 'JWT_SECRET', 'ADMIN_API_KEYS'];

const python = (text: string): string => `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`;
const ascii = (text: string): string => text.replace(/[^\x20-\x7e]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
const pythonBytes = (text: string): string =>
  [...Buffer.from(text)]
    .map((byte) =>
      byte < 32 || byte > 126 || byte === 92 || byte === 39 ? `\\x${byte.toString(16).padStart(2, '0')}` : String.fromCharCode(byte),
    )
    .join('');
const html = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
const pythonUrl = (text: string): string =>
  encodeURIComponent(text)
    .replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%2F', '/');

/** A value that only its variable tells of, as a text may spell it. */
const known =
  (spell: (value: string, d: Drawn) => string): Form =>
  (d) => {
    const value = d.one([d.awkward(), d.base62(20), d.words('')]);
    const spelled = spell(value, d);
    return {
      text: `it said ${spelled} and went on`,
      secrets: [value, spelled],
      env: { [d.one([...VARIABLES, 'MY_PASSWORD', 'bot_token'])]: value },
    };
  };

export const KNOWN: Readonly<Record<string, Form>> = {
  'known, plain': known((value) => value),
  'known, in JSON': known((value) => JSON.stringify(value).slice(1, -1)),
  'known, in JSON in JSON': known((value) => JSON.stringify(JSON.stringify(value)).slice(3, -3)),
  'known, in ASCII JSON': known((value) => ascii(JSON.stringify(value).slice(1, -1))),
  'known, in braced Unicode escapes': known((value) => [...value].map((sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`).join('')),
  'known, in Unicode escapes': known((value) =>
    Array.from({ length: value.length }, (_, at) => `\\u${value.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
  ),
  'known, as Python shows it': known((value) => python(value).slice(1, -1)),
  'known, as bytes of Python': known(pythonBytes),
  'known, in a URL': known((value) => encodeURIComponent(value)),
  'known, in a URL of Python': known(pythonUrl),
  'known, in a form': known((value) => new URLSearchParams({ x: value }).toString().slice(2)),
  'known, in HTML': known(html),
  'known, in hexadecimal': known((value) => Buffer.from(value).toString('hex')),
  'known, one of several': (d) => {
    const keys = [d.base62(20), d.base62(20), d.base62(20)];
    return { text: `used ${d.one(keys)}`, secrets: keys, env: { OPENAI_API_KEYS: keys.join(d.one([',', ', ', ' ', ';'])) } };
  },
  'known, of an address': (d) => {
    const password = d.words('-');
    return {
      text: `password authentication failed for "app", "${password}"`,
      secrets: [password],
      env: { DATABASE_URL: `postgres://app:${password}@db/main` },
    };
  },
};
