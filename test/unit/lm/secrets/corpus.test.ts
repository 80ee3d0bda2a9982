import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { REDACTED, Redactor } from '../../../../src/lm/secrets/redact';
import { Drawn, seeded } from './drawn';
import { ORDINARY } from './ordinary';
import { FORMS } from './planted';

const SEED = Number(process.env.DSPEX_CORPUS_SEED ?? 20260301);
/** Of each form. */
const PLANTED = Number(process.env.DSPEX_CORPUS_PLANTED ?? 40);
/** Of each kind of text. */
const GENERATED = 3000;
const LINES = 20_000;
const ROOT = resolve(__dirname, '../../../..');

/** Passwords that the documentation in them makes up. */
const EXAMPLES = /geheim\$parole/;

/** Files that speak of passwords, keys and tokens on every page, and hold none. */
function linesOfOthers(): string[] {
  const { stdout } = spawnSync(join(ROOT, '.venv/bin/python'), ['-c', 'import sysconfig; print(sysconfig.get_path("stdlib"))'], {
    encoding: 'utf8',
  });
  const python = stdout.trim();
  const folders = [
    ...['openai', 'axios/lib', 'undici/lib', 'nock/lib', 'zod/src/v4/core'].map((folder) => join(ROOT, 'node_modules', folder)),
    ...['', 'http', 'urllib', 'email', 'asyncio', 'json', 'logging'].map((folder) => join(python, folder)),
  ];
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(?:js|ts|py)$/.test(entry.name))
      .map((entry) => join(folder, entry.name))
      .sort(),
  );
  const lines = files.flatMap((file) => readFileSync(file, 'utf8').split('\n'));
  return lines.filter((line) => line.trim().length > 5 && line.length < 400 && !EXAMPLES.test(line));
}

const counts: string[] = [];
afterAll(() => {
  process.stdout.write(`corpus of secrets, seed ${SEED}: ${counts.join('; ')}\n`);
});

// Fails when a secret stays, whatever it looks like and wherever it stands; the name says in which form.
test.each(Object.keys(FORMS))('of planted secrets none is missed: %s', (name) => {
  const drawn = new Drawn(seeded(SEED));
  const missed: string[] = [];
  for (let index = 0; index < PLANTED; index++) {
    const { text, secrets, env = {} } = (FORMS[name] as (drawn: Drawn) => ReturnType<(typeof FORMS)[string]>)(drawn);
    const redactor = new Redactor(env);
    const clean = redactor.text(text);
    if (!clean.includes(REDACTED) || secrets.some((secret) => clean.includes(secret))) missed.push(`${text} → ${clean}`);
    // What was cleaned once is clean, as it is and in the JSON of a file.
    if (redactor.text(clean) !== clean || !redactor.isClean(JSON.stringify({ text: clean }, null, 2))) missed.push(`not clean: ${clean}`);
  }
  counts.push(`${PLANTED} ${name}`);
  expect(missed).toEqual([]);
});

test('the corpus has 2,000 secrets in more than 30 forms', () => {
  expect(Object.keys(FORMS).length).toBeGreaterThan(30);
  expect(Object.keys(FORMS).length * PLANTED).toBeGreaterThanOrEqual(2000);
});

// Fails when a prompt, a line of code or an address is changed that holds no secret: in a text, in JSON, in a field.
test.each(Object.keys(ORDINARY) as (keyof typeof ORDINARY)[])('of ordinary text nothing is taken: %s', (kind) => {
  const drawn = new Drawn(seeded(SEED));
  const redactor = new Redactor({});
  const taken: string[] = [];
  for (let index = 0; index < GENERATED; index++) {
    const text = ORDINARY[kind](drawn);
    const body = { messages: [{ role: 'user', content: text }], args: { token: 12, cookie: 'oatmeal' } };
    if (redactor.text(text) !== text || JSON.stringify(redactor.value(body)) !== JSON.stringify(body))
      taken.push(`${text} → ${redactor.text(text)}`);
    if (!redactor.isClean(JSON.stringify(body, null, 2))) taken.push(`as JSON: ${text}`);
  }
  counts.push(`${GENERATED} ordinary: ${kind}`);
  expect(taken).toEqual([]);
});

test('of lines of other people’s code nothing is taken', () => {
  const redactor = new Redactor({});
  const drawn = new Drawn(seeded(SEED));
  const all = linesOfOthers();
  const lines = all.length > LINES ? Array.from({ length: LINES }, () => drawn.one(all)) : all;
  counts.push(`${lines.length} lines of code`);
  expect(lines.filter((line) => redactor.text(line) !== line)).toEqual([]);
  expect(lines.length).toBeGreaterThan(10_000);
});
