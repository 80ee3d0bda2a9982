import type { Drawn } from './drawn';

/** Words that secrets are called by, and words of code. */
const SUBJECTS =
  'password token secret key cookie credential session auth user login access refresh api client server cache page config model prompt request response message header field index value name list map state store event handler factory provider parser reader writer strict peer deps text repr fallback default custom local remote query schema adapter signature program module'.split(
    ' ',
  );
const ENDINGS =
  'policy length name type field label hint count index id list map error strategy provider manager handler options settings rules format file path url storage service'.split(
    ' ',
  );
const PROSE =
  'the a your our this that must should can is are was be stored rotated required optional changed validated described listed explained written long short safe shared public weekly carefully in on of for with before after without by and or but'.split(
    ' ',
  );

const words = (d: Drawn, from: number, to: number, among: readonly string[]): string[] =>
  Array.from({ length: d.number(from, to) }, () => d.one(among));
const camel = ([first = '', ...rest]: readonly string[]): string =>
  first + rest.map((word) => word[0]?.toUpperCase() + word.slice(1)).join('');
const pascal = (all: readonly string[]): string => camel(['', ...all]);

function identifier(d: Drawn): string {
  const parts = [...words(d, 1, 3, SUBJECTS), d.one(ENDINGS)];
  const number = d.one(['', '', '', '2', '10', 'V2']);
  return d.one([
    camel(parts) + number,
    pascal(parts) + number,
    parts.join('_') + number,
    parts.join('-'),
    parts.join('_').toUpperCase(),
    `npm_config_${words(d, 2, 4, SUBJECTS).join('_')}`,
    `sk-${words(d, 3, 4, SUBJECTS).join('-')}`,
    `${parts.join('.')}`,
  ]);
}

function prompt(d: Drawn): string {
  const [subject, other] = [d.one(SUBJECTS), d.one(SUBJECTS)];
  const prose = words(d, 3, 8, PROSE).join(' ');
  return d.one([
    `${pascal([subject])}: ${prose}.`,
    `The ${subject} ${other}: ${prose}`,
    `Explain how a ${subject} is ${prose}, and what a ${other} ${d.one(['is', 'does', 'needs'])}.`,
    `Write a ${subject} policy: secret words ${prose}.`,
    `1. ${pascal([subject])} = ${prose}`,
    `- ${subject}: ${d.one(['required', 'optional', 'a string', 'the user types it', 'see below'])}`,
    `Your password must be ${d.number(8, 40)} characters long; the token expires in ${d.number(60, 99999)} seconds.`,
    `Given the fields \`${subject}\`, \`${other}\`, produce the fields \`${d.one(ENDINGS)}\`.`,
    `[[ ## ${subject} ## ]]\n{${subject}}`,
    `Basic ${pascal([subject])} and a Bearer of ${prose}`,
    `max_tokens: ${d.number(1, 99999)}, token: ${d.number(1, 99999999)}, refresh_token: ${d.number(1, 9999)}`,
    `add a cookie: '${d.one(['oatmeal', 'ginger', 'chocolate chip'])}', then tell me the secret: '${d.one(['cinnamon', 'patience', 'butter'])}'`,
  ]);
}

function code(d: Drawn): string {
  const [a, b] = [identifier(d).replace(/[-.]/g, '_'), identifier(d).replace(/[-.]/g, '_')];
  const name = d.one(['password', 'token', 'apiKey', 'secret', 'access_token', 'credentials', 'cookie', 'passwd', 'auth']);
  return d.one([
    `const ${name} = ${a}.${name};`,
    `  ${name}: string;`,
    `    ${name}: Optional[str] = None`,
    `self.${name} = ${name}`,
    `def login(user, ${name}=None, *, ${a}=${b}):`,
    `if (${name} === undefined) throw new ${pascal(['auth', 'error'])}('${name} is required');`,
    `${name} = os.environ["${a.toUpperCase()}"]`,
    `client = Client(${name}=${name}, ${a}=${b})`,
    `headers: { authorization: \`Bearer \${${name}}\` },`,
    `"${name}": { "type": "string", "description": "The ${name} of the user" },`,
    `<input type="password" name="${name}" placeholder="Enter your ${name}">`,
    `export ${a.toUpperCase()}=$${b.toUpperCase()}`,
    `${name}: \${{ secrets.${a.toUpperCase()} }}`,
    `fetch(url, { credentials: '${d.one(['include', 'omit', 'same-origin'])}' })`,
    `cy.get('[name=${name}]').type(${a})`,
    `${name} = get_${a}(${b}, key=lambda ${name}: ${name}.${d.one(ENDINGS)})`,
    `--${name.toLowerCase()} <${name}>  the ${name} to use`,
    `cookies: ${a},`,
    `logger.info("${name}: %s", ${b})`,
  ]);
}

function url(d: Drawn): string {
  const path = words(d, 1, 3, SUBJECTS).join('/');
  return d.one([
    `https://docs.example.com/${path}?key=${d.one(['introduction', 'getting-started', `chapter-${d.number(1, 20)}`, 'user.name'])}`,
    `https://example.com/${path}?page=${d.number(1, 900)}&sort=${d.one(ENDINGS)}#${d.one(SUBJECTS)}`,
    `git@github.com:${d.one(SUBJECTS)}/${d.one(ENDINGS)}.git`,
    `https://git@github.com/${path}.git`,
    `http://localhost:${d.number(1024, 65535)}/${path}`,
    `postgres://postgres:postgres@localhost:5432/${d.one(SUBJECTS)}`,
    `https://user:password@example.com/${path}`,
    `https://\${USER}:\${TOKEN}@example.com/${path}`,
    `mailto:${d.one(SUBJECTS)}@example.com?subject=${d.one(SUBJECTS)}`,
    `https://example.com/reset-password?step=${d.one(ENDINGS)}&token_type=bearer`,
    `http://host:8080?to=${d.one(SUBJECTS)}@b.c`,
    `file:///home/bob/${path}/${identifier(d)}.ts`,
    `https://example.com/a/${d.uuid()}/b/${d.hex(40)}.js`,
  ]);
}

/** A text that a prompt, a reply or a program may have, with no secret in it. */
export const ORDINARY = { identifier, prompt, code, url } as const;
