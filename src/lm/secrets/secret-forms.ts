/** What a secret looks like in text: by its form, and by the name that stands before it. */

/** Keys and tokens by their form, as their issuers publish it. No form reaches over a backslash: it must say the same of a text and of its JSON. */
export const SECRET_FORMS: readonly RegExp[] = [
  /\bsk-[A-Za-z0-9_-]{16,}/g, // OpenAI, Anthropic, OpenRouter, Langfuse
  /\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,}/g, // Stripe
  /\bAIza[A-Za-z0-9_-]{30,}/g, // Google
  /\bya29\.[A-Za-z0-9._-]{20,}/g, // Google OAuth
  /\bgh[pousr]_[A-Za-z0-9]{20,}/g, // GitHub
  /\bgithub_pat_[A-Za-z0-9_]{20,}/g,
  /\bglpat-[A-Za-z0-9_-]{16,}/g, // GitLab
  /\bhf_[A-Za-z0-9]{20,}/g, // Hugging Face
  /\bgsk_[A-Za-z0-9]{20,}/g, // Groq
  /\bxai-[A-Za-z0-9]{20,}/g,
  /\b(?:pplx|tvly|lsv2_pt|r8|npm|pypi|dop_v1|pcsk)[-_][A-Za-z0-9_-]{20,}/g, // Perplexity, Tavily, LangSmith, Replicate, npm, PyPI, …
  /\bdapi[0-9a-f]{32}\b/g, // Databricks
  /\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/g, // SendGrid
  /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/g, // Slack
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, // AWS
  /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/g, // JSON Web Token
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /\bBearer\s+(?=[A-Za-z0-9._~+/=-]*\d)[A-Za-z0-9._~+/=-]{12,}/gi,
  /\bBasic\s+(?=[A-Za-z0-9+/]*[\d=])[A-Za-z0-9+/]{10,}={0,2}/g,
  /(?<=:\/\/)[^\s/:@?#"'\\<>]+:[^\s/@?#"'\\<>]+(?=@)/g, // user:password in a URL
];

const NAMES =
  'api[_-]?key|goog[_-]api[_-]key|access[_-]?key(?:[_-]?id)?|(?:secret|private|signing|encryption)[_-]?key|(?:auth|access|refresh|id|session|bearer|security)[_-]?token|authorization|secret|pass(?:word|wd|phrase)|credentials?|cookie';

/** The name of a field whose value is a secret. */
export const SECRET_NAME = new RegExp(`(?:${NAMES})$`, 'i');

/** What stands before a secret in running text, and the secret: `password = …`, `"api_key": "…"`, a header, a query parameter. */
export const NAMED_SECRETS: readonly RegExp[] = [
  /(authorization\\*["']?\s*[:=]\s*\\*["']?(?:Bearer|Basic|Token)\s+)([^\s"',;\\<>]{8,})/gi,
  new RegExp(`((?:${NAMES})\\\\*["']?\\s*(?:[:=]|=>)\\s*\\\\*["']?)(?=[^\\s"',;}&\\\\]*\\d)([^\\s"',;}&\\\\]{8,})`, 'gi'),
  /((?:[?&]|%3F|%26|\\u0026)(?:key|api_?key|access_token|auth_token|token|sig|signature)(?:=|%3D))([^\s&"'#%\\<>]+)/gi,
];
