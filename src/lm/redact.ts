/** What stands in a file where a secret was. */
export const REDACTED = '<redacted>';

/** Keys and tokens by their form, as their issuers publish it. */
const FORMS: readonly RegExp[] = [
  /\bsk-[A-Za-z0-9_-]{16,}/g, // OpenAI, Anthropic, OpenRouter
  /\bAIza[A-Za-z0-9_-]{30,}/g, // Google
  /\bya29\.[A-Za-z0-9._-]{20,}/g, // Google OAuth
  /\bgh[pousr]_[A-Za-z0-9]{20,}/g, // GitHub
  /\bgithub_pat_[A-Za-z0-9_]{20,}/g,
  /\bglpat-[A-Za-z0-9_-]{16,}/g, // GitLab
  /\bhf_[A-Za-z0-9]{20,}/g, // Hugging Face
  /\bgsk_[A-Za-z0-9]{20,}/g, // Groq
  /\bxai-[A-Za-z0-9]{20,}/g,
  /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/g, // Slack
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, // AWS
  /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/g, // JSON Web Token
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\bBearer\s+[A-Za-z0-9._~+/=-]{12,}/g,
  /(?<=:\/\/)[^\s/:@]+:[^\s/@]+(?=@)/g, // user:password in a URL
];

const SECRET_NAME =
  /(?:^|[_.-])(?:api[_-]?key|x-goog-api-key|access[_-]?key|secret[_-]?key|private[_-]?key|auth[_-]?token|access[_-]?token|refresh[_-]?token|id[_-]?token|authorization|secret|password|passwd|credentials?|client[_-]?secret|cookie)$/i;
/** In running text: `name = value`, and a query parameter of a URL. */
const NAMED_IN_TEXT =
  /((?:api[_-]?key|access[_-]?token|auth[_-]?token|authorization|client[_-]?secret|secret|password|passwd)["']?\s*[:=]\s*["']?)(?=[^\s"',;}&]*\d)([^\s"',;}&]{8,})/gi;
const IN_QUERY = /([?&](?:key|api_key|apikey|access_token|token|sig|signature)=)([^\s&"'#]+)/gi;

const SECRET_VARIABLE = /(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?|DSN|REDIS_URL|DATABASE_URL)$/i;
/** A shorter value would be found in words that are no secret. */
const SHORTEST_VALUE = 8;

/** Takes secrets out of what is written to a file: by form, by the name they stand under, and by the values of secret variables. */
export class Redactor {
  private readonly values: readonly string[];

  constructor(env: Readonly<Record<string, string | undefined>>) {
    const secrets = Object.entries(env)
      .filter(([name, value]) => SECRET_VARIABLE.test(name) && (value?.length ?? 0) >= SHORTEST_VALUE)
      .map(([, value]) => value as string);
    // The longest first: one may be part of another.
    this.values = [...new Set(secrets.flatMap(spellings))].sort((a, b) => b.length - a.length);
  }

  readonly text = (text: string): string => {
    let clean = text;
    for (const value of this.values) clean = clean.replaceAll(value, REDACTED);
    for (const form of FORMS) clean = clean.replace(form, REDACTED);
    return clean.replace(NAMED_IN_TEXT, `$1${REDACTED}`).replace(IN_QUERY, `$1${REDACTED}`);
  };

  /** Every text in it; text under a secret's name goes whole. */
  value<T>(value: T): T {
    return this.walk(value) as T;
  }

  /** True when nothing in a file's text would still be taken out. */
  isClean(text: string): boolean {
    return this.text(text) === text;
  }

  private walk(value: unknown, name = ''): unknown {
    if (typeof value === 'string') return SECRET_NAME.test(name) && value !== '' ? REDACTED : this.text(value);
    if (Array.isArray(value)) return value.map((item) => this.walk(item, name));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [this.text(key), this.walk(inner, key)]));
  }
}

/** A secret as it may stand in a body: itself, in a URL, in base64, in JSON. */
function spellings(secret: string): string[] {
  return [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    JSON.stringify(secret).slice(1, -1),
  ];
}
