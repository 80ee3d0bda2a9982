import type { Drawn } from './drawn';
import { KNOWN, VARIABLES } from './planted-known';
import type { Form, Planted } from './planted-text';

const planted = (secret: string, write: (secret: string) => string): Planted => ({ text: write(secret), secrets: [secret] });
const AROUND = [
  (secret: string) => `please use ${secret} for this call`,
  (secret: string) => `the key is:\n${secret}\nkeep it`,
  (secret: string) => JSON.stringify({ messages: [{ content: `line\n${secret}\nline` }] }),
  (secret: string) => `['${secret}', None]`,
  (secret: string) => `curl -H "x-key: ${secret}" https://api.example.com`,
  (secret: string) => `\u001b[32m${secret}\u001b[39m`,
  (secret: string) => `https://x.test/?next=${encodeURIComponent(`/a?b=${secret}`)}`,
];
/** As its issuer publishes it, anywhere. */
const byForm =
  (make: (drawn: Drawn) => string): Form =>
  (drawn) =>
    planted(make(drawn), drawn.one(AROUND));

const ISSUED: Readonly<Record<string, Form>> = {
  openai: byForm((d) => `sk-${d.one(['', 'proj-', 'svcacct-', 'admin-'])}${d.base64url(48)}`),
  anthropic: byForm((d) => `sk-ant-api03-${d.base64url(93)}AA`),
  openrouter: byForm((d) => `sk-or-v1-${d.hex(64)}`),
  langfuse: byForm((d) => `sk-lf-${d.uuid()}`),
  stripe: byForm((d) => `${d.one(['sk', 'rk'])}_${d.one(['live', 'test'])}_${d.base62(24)}`),
  'stripe webhook': byForm((d) => `whsec_${d.base62(32)}`),
  google: byForm((d) => `AIza${d.base64url(35)}`),
  'google oauth': byForm((d) => d.one([`ya29.${d.base64url(60)}`, `GOCSPX-${d.base64url(28)}`])),
  github: byForm((d) => d.one([`gh${d.one(['p', 'o', 'u', 's', 'r'])}_${d.base62(36)}`, `github_pat_${d.base62(22)}_${d.base62(59)}`])),
  gitlab: byForm((d) => `glpat-${d.base64url(20)}`),
  'hugging face': byForm((d) => `hf_${d.base62(34)}`),
  groq: byForm((d) => `gsk_${d.base62(52)}`),
  xai: byForm((d) => `xai-${d.base62(80)}`),
  'search and tracing': byForm((d) =>
    d.one([`pplx-${d.base62(48)}`, `tvly-${d.base62(32)}`, `lsv2_pt_${d.hex(32)}_${d.hex(10)}`, `r8_${d.base62(37)}`]),
  ),
  registries: byForm((d) => d.one([`npm_${d.base62(36)}`, `pypi-AgEI${d.base64url(80)}`, `dckr_pat_${d.base64url(27)}`])),
  databricks: byForm((d) => `dapi${d.hex(32)}`),
  sendgrid: byForm((d) => `SG.${d.base64url(22)}.${d.base64url(43)}`),
  slack: byForm((d) => `xox${d.one(['b', 'p', 'a'])}-${d.digits(12)}-${d.digits(12)}-${d.base62(24)}`),
  aws: byForm((d) => `${d.one(['AKIA', 'ASIA'])}${d.upper(16)}`),
  telegram: byForm((d) => `${d.one(['1', '7'])}${d.digits(8)}:AA${d.base64url(33)}`),
  'shops and clouds': byForm((d) => d.one([`shpat_${d.hex(32)}`, `dop_v1_${d.hex(64)}`, `hvs.${d.base64url(24)}`, `glsa_${d.base62(32)}`])),
  'json web token': byForm((d) => `eyJ${d.base64url(33)}.eyJ${d.base64url(60)}.${d.base64url(43)}`),
};

const pem = (d: Drawn, kind: string): string[] => [`-----BEGIN ${kind}-----`, ...d.base64Lines(6), `-----END ${kind}-----`];
const linesOf = (lines: readonly string[]): string[] => lines.filter((line) => !line.startsWith('-----'));
/** What a text would say of it in a part is as good as the whole. */
const block = (d: Drawn, kind: string): Planted => {
  const lines = pem(d, kind);
  return { text: d.one([lines.join('\n'), JSON.stringify(lines.join('\n')), `key: |\n  ${lines.join('\n  ')}`]), secrets: linesOf(lines) };
};

const KEYS: Readonly<Record<string, Form>> = {
  'private key': (d) =>
    block(d, d.one(['RSA PRIVATE KEY', 'EC PRIVATE KEY', 'OPENSSH PRIVATE KEY', 'PRIVATE KEY', 'ENCRYPTED PRIVATE KEY'])),
  'pgp block': (d) => block(d, 'PGP PRIVATE KEY BLOCK'),
  'private key that was cut': (d) => {
    const lines = pem(d, 'RSA PRIVATE KEY').slice(0, -2);
    return { text: `it printed ${lines.join('\n')}`, secrets: linesOf(lines) };
  },
  'lines of a key in a variable': (d) => {
    const lines = pem(d, 'RSA PRIVATE KEY');
    const secrets = linesOf(lines);
    return {
      text: `line ${d.number(2, 9)}: ${d.one(secrets)}`,
      secrets,
      env: { TLS_PRIVATE_KEY: lines.join(d.one(['\n', '\\n', '\r\n'])) },
    };
  },
};

const NAMES = [
  'api_key',
  'apiKey',
  'x-api-key',
  'client_secret',
  'clientSecret',
  'access_token',
  'auth-token',
  'secretKey',
  'aws_secret_access_key',
];
const passwordName = (d: Drawn): string => d.one(['password', 'passwd', 'userPassword', 'db_password', 'passphrase', 'admin-password']);
const anyPassword = (d: Drawn): string =>
  d.one([d.words(''), d.words('-'), d.base62(12), d.letters(14), `${d.words('').slice(0, 7)}${d.number(10, 99)}!`]);

const NAMED: Readonly<Record<string, Form>> = {
  'field of JSON': (d) => planted(d.base62(24), (s) => JSON.stringify({ [d.one(NAMES)]: s, other: 'x' })),
  'field of JSON in JSON': (d) =>
    planted(d.base62(24), (s) => JSON.stringify({ body: JSON.stringify({ inner: JSON.stringify({ [d.one(NAMES)]: s }) }) })),
  'password without a digit': (d) =>
    planted(d.one([d.words(''), d.words('-'), d.letters(12)]), (s) => JSON.stringify({ [passwordName(d)]: s })),
  'quoted password with blanks': (d) =>
    planted(d.words(' '), (s) => d.one([`password = "${s}"`, `{"password": "${s}"}`, `{'passphrase': '${s}'}`, `DB_PASSWORD='${s}'`])),
  yaml: (d) => planted(anyPassword(d), (s) => `db:\n  user: bob\n  ${passwordName(d)}: ${s}\n  port: 5432\n`),
  'yaml list': (d) => planted(anyPassword(d), (s) => `users:\n  - password: ${s}\n    name: bob\n`),
  'env file': (d) =>
    planted(
      anyPassword(d),
      (s) => `PORT=1\n${d.one(['', 'export '])}${d.one(['DB', 'REDIS', 'SMTP'])}_${d.one(['PASSWORD', 'PASS'])}=${s}\nDEBUG=1\n`,
    ),
  'variable that is set': (d) => planted(d.base62(d.number(20, 40)), (s) => `${d.one(VARIABLES)}=${s} npx jest`),
  'form body': (d) => planted(anyPassword(d), (s) => `user=bob&password=${encodeURIComponent(s)}&remember=1`),
  'python keyword': (d) =>
    planted(anyPassword(d), (s) => d.one([`connect(user='bob', password='${s}')`, `Client(api_key="${s}")`, `login(password=b'${s}')`])),
  'command line': (d) =>
    planted(
      anyPassword(d),
      (s) => `mysql --user bob ${d.one(['--password', '--api-key', '--auth-token'])}${d.one([' ', '='])}${s} --port 3306`,
    ),
  'xml element': (d) => planted(anyPassword(d), (s) => `<user>bob</user><password>${s}</password>`),
};

const HEADERS: Readonly<Record<string, Form>> = {
  bearer: (d) =>
    planted(d.base64url(40), (s) =>
      d.one([`Authorization: Bearer ${s}`, `{"authorization": "bearer ${s}"}`, `-H 'Authorization: Token ${s}'`]),
    ),
  basic: (d) =>
    planted(Buffer.from(`bob:${d.words('-')}`).toString('base64'), (s) => d.one([`Authorization: Basic ${s}`, `proxy said Basic ${s}`])),
  cookies: (d) => {
    const [first, second] = [d.base62(20), d.hex(32)];
    return { text: `GET / HTTP/1.1\r\nCookie: theme=dark; session=${first}; csrftoken=${second}\r\n`, secrets: [first, second] };
  },
  'cookie that is set': (d) => planted(d.base62(26), (s) => `Set-Cookie: lang=en; sid=${s}; Path=/; HttpOnly`),
};

const ADDRESSES: Readonly<Record<string, Form>> = {
  'user and password': (d) => planted(anyPassword(d).replace('!', ''), (s) => `postgres://app:${s}@db.example.com:5432/main`),
  'password alone': (d) => planted(anyPassword(d).replace('!', ''), (s) => `redis://:${s}@cache.example.com/0`),
  'token alone': (d) => planted(d.one([d.base62(40), d.hex(32)]), (s) => `git clone https://${s}@git.example.com/a/b.git`),
  'connection string': (d) =>
    planted(`${d.base64url(86)}==`, (s) => `DefaultEndpointsProtocol=https;AccountName=x;AccountKey=${s};EndpointSuffix=core.windows.net`),
  'database settings': (d) => planted(anyPassword(d), (s) => `Server=tcp:x;Database=main;User=app;Password=${s};Encrypt=true`),
  'slack webhook': (d) =>
    planted(`T${d.upper(8)}/B${d.upper(8)}/${d.base62(24)}`, (s) => `post to https://hooks.slack.com/services/${s} now`),
  'discord webhook': (d) => planted(d.base64url(68), (s) => `https://discord.com/api/webhooks/${d.digits(18)}/${s}`),
  'query parameter': (d) =>
    planted(
      d.base62(d.number(16, 40)),
      (s) => `https://x.test/v1?a=1&${d.one(['key', 'api_key', 'access_token', 'token', 'sig'])}=${s}&b=2`,
    ),
  'query parameter in a URL': (d) => planted(d.base62(24), (s) => encodeURIComponent(`https://x.test/v1?a=1&key=${s}&b=2`)),
};

export const FORMS: Readonly<Record<string, Form>> = { ...ISSUED, ...KEYS, ...NAMED, ...HEADERS, ...ADDRESSES, ...KNOWN };
