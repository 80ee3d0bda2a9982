/**
 * What a name says of the value under it. `password`: people make it up, it may be words. `credential`: a machine made it. `weak`: it may be a
 * secret, or a cookie of oatmeal: the value decides.
 */
export type SecretName = 'password' | 'credential' | 'weak';

const PASSWORD = /pass(?:word|wd|phrase|code|wort)s?$/;
const CREDENTIAL = new RegExp(
  [
    '(?:api|access|secret|private|signing|encryption|account|subscription|sharedaccess|master)key(?:id)?s?',
    '(?:auth|access|refresh|id|session|bearer|security|api|bot|app|personal|deploy|oauth|secret|service)token',
    '(?:auth|access|refresh|session|bearer|api|bot|oauth)tokens',
    '(?:client|app|application|consumer|webhook|jwt|signing|api|oauth|session|cookie|hmac|auth|shared)secrets?',
    'authorization',
  ]
    .map((name) => `${name}$`)
    .join('|'),
);
const WEAK = new Set([
  'token',
  'secret',
  'secrets',
  'cookie',
  'cookies',
  'credential',
  'credentials',
  'auth',
  'pass',
  'pwd',
  'pat',
  'dsn',
  'passkey',
]);
/** Tokens that are places in a list, or parts of a text. */
const NO_TOKEN =
  /(?:page|next|prev|previous|sync|cursor|continuation|max|min|num|eos|bos|pad|unk|sep|mask|cls|special|stop|first|last|cancel|cancellation|request|idempotency|pagination|starting|forward|backward|creation)tokens?$/;
/** What is said after the name: which of several keys it is, and for what. */
const WHICH =
  /^(?:\d+|v\d+|prod|production|dev|development|stage|staging|test|testing|live|sandbox|local|qa|ci|old|new|current|previous|next|backup|primary|secondary|main|default|read|write|ro|rw|eu|us|value|string|json|pem|base64|b64|a|b)$/;
const KEY_OF_VARIABLE = new Set(['key', 'keys', 'tokens']);
const LONGEST_NAME = 100;

/** Whether a value under this name may be a secret: of a field, an argument, a parameter, a header. Null: no. */
export function secretName(name: string): SecretName | null {
  return name.length > LONGEST_NAME ? null : ofWords(wordsOf(name));
}

/** The same of an environment variable, where every KEY may be one. */
export function secretVariable(name: string): SecretName | null {
  const words = wordsOf(name);
  if (words.length === 1 && /^(?:old)?pwd$/.test(words[0] as string)) return null;
  const found = ofWords(words);
  if (found !== null && found !== 'weak') return found;
  const last = words.at(-1) ?? '';
  if (/(?:token|secret|credentials?|apikeys?)$/.test(last) || (words.length > 1 && ['pass', 'sk'].includes(last))) return 'credential';
  return found ?? (KEY_OF_VARIABLE.has(last) || last.endsWith('key') ? 'weak' : null);
}

function ofWords(words: readonly string[]): SecretName | null {
  const joined = words.join('');
  if (PASSWORD.test(joined)) return 'password';
  if (CREDENTIAL.test(joined)) return 'credential';
  return WEAK.has(words.at(-1) ?? '') && !NO_TOKEN.test(joined) ? 'weak' : null;
}

/** In lower case, without what only says which one it is. */
function wordsOf(name: string): string[] {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  while (words.length > 1 && WHICH.test(words.at(-1) as string)) words.pop();
  const last = words.pop();
  return last === undefined ? [] : [...words, last.replace(/\d{1,3}$/, '')];
}
