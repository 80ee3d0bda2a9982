/** A pseudo-random number in [0, 1), the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export interface Secret {
  readonly text: string;
  /** The variable that holds it; null: it is known by its form alone. */
  readonly variable: string | null;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Secrets of every kind: values of variables, with signs that URLs and JSON escape, and the forms of issuers. */
export function makeSecrets(random: () => number): Secret[] {
  const word = (length: number, letters = LETTERS): string =>
    Array.from({ length }, () => letters[Math.floor(random() * letters.length)]).join('');
  const byForm = [
    `sk-proj-${word(40)}`,
    `AIza${word(35)}`,
    `ghp_${word(36)}`,
    `eyJ${word(20)}.${word(30)}.${word(20)}`,
    `xoxb-${word(24)}`,
  ];
  return [
    { text: `${word(24)}7`, variable: 'PLANTED_API_KEY' },
    { text: `${word(9)}"${word(5)}\\${word(5)} +/=&?${word(6)}ü`, variable: 'PLANTED_PASSWORD' },
    { text: word(12, LETTERS.slice(0, 52)), variable: 'PLANTED_TOKEN' },
    ...byForm.map((text) => ({ text, variable: null })),
  ];
}

/** How a secret may stand in a text. What is only known by its form is only found where the form is to be seen. */
export function writtenAs({ text, variable }: Secret, random: () => number): string {
  const ways = [text, `"${text}"`, `https://x.test/?key=${encodeURIComponent(text)}`, JSON.stringify({ note: text })];
  const hidden = [
    Buffer.from(`user:${text}`).toString('base64'),
    Buffer.from(`${'u'.repeat(Math.floor(random() * 3))}${text} and more`).toString('base64url'),
    JSON.stringify({ inner: JSON.stringify({ text }) }),
    Buffer.from(text).toString('hex'),
  ];
  const all = variable === null ? ways : [...ways, ...hidden];
  return all[Math.floor(random() * all.length)] as string;
}

/** Where a secret is to be found in a text: as it is, or under one or several layers of escapes, base64 or hexadecimal. */
export function found(secrets: readonly Secret[], text: string): string[] {
  const texts = [
    text,
    unescaped(text),
    unescaped(unescaped(text)),
    ...[...text.matchAll(/[A-Za-z0-9+/_-]{16,}/g)].flatMap(([run]) => decoded(run)),
  ];
  return secrets.filter((secret) => texts.some((candidate) => candidate.includes(secret.text))).map((secret) => secret.text);
}

function unescaped(text: string): string {
  const json = text.replace(/\\(["\\/])/g, '$1').replace(/\\u([0-9a-f]{4})/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
  return json.replace(/(?:%[0-9a-f]{2})+/gi, (codes) => {
    const bytes = Buffer.from(codes.replaceAll('%', ''), 'hex');
    return bytes.toString();
  });
}

function decoded(run: string): string[] {
  const offsets = [0, 1, 2, 3].map((skip) => Buffer.from(run.slice(skip), 'base64').toString());
  return /^(?:[0-9a-f]{2})+$/i.test(run) ? [...offsets, Buffer.from(run, 'hex').toString()] : offsets;
}
