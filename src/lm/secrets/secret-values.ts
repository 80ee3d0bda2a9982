/** An environment, or several: what a test's own process.env holds counts as much as the worker's. */
export type SecretEnv = Readonly<Record<string, string | undefined>>;

const SECRET_VARIABLE = /(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|_PASS|_PWD|_PAT|_AUTH|CREDENTIALS?|DSN|REDIS_URL|DATABASE_URL)$/i;
/** A shorter value would be found in words that are no secret. */
const SHORTEST_VALUE = 8;
/** What services are started with in tests: everyone knows them, and prompts talk of them. */
const NO_SECRETS = new Set([
  'password',
  'passw0rd',
  'postgres',
  'changeme',
  'change-me',
  'localhost',
  'minioadmin',
  'testtest',
  'undefined',
]);

/** The values of secret variables, in every spelling that a body may have them in; the longest first, since one may be part of another. */
export function secretValues(envs: readonly SecretEnv[]): string[] {
  const secrets = envs.flatMap((env) =>
    Object.entries(env).flatMap(([name, value = '']) =>
      value.length >= SHORTEST_VALUE && SECRET_VARIABLE.test(name) && !NO_SECRETS.has(value.toLowerCase()) ? [value] : [],
    ),
  );
  return [...new Set(secrets.flatMap(spellings))].sort((a, b) => b.length - a.length);
}

/** A secret as it is, in a URL, in JSON, in JSON within JSON, in hexadecimal, and within whatever was written as base64. */
function spellings(secret: string): string[] {
  const inUrl = encodeURIComponent(secret);
  const inJson = JSON.stringify(secret).slice(1, -1);
  const bytes = Buffer.from(secret);
  return [
    secret,
    inUrl,
    inUrl.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    inUrl.replaceAll('%20', '+'),
    inJson,
    JSON.stringify(inJson).slice(1, -1),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    ...[0, 1, 2].map((offset) => base64Core(bytes, offset)).flatMap((core) => [core, core.replaceAll('+', '-').replaceAll('/', '_')]),
  ].filter((spelling) => spelling.length >= SHORTEST_VALUE);
}

/** What of the base64 of any text around it the secret alone decides, when so many bytes (modulo 3) come before it. */
function base64Core(secret: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), secret])
    .toString('base64')
    .replace(/=+$/, '');
  const first = Math.ceil((offset * 8) / 6);
  return text.slice(first, Math.floor(((offset + secret.length) * 8) / 6));
}
