/** Keys and tokens as their issuers publish them. */

/** After a prefix and so many signs: a secret, unless it is a person's words, as after `sk-` the name of a class, or after `npm_` a setting. */
const PREFIXED = [
  'sk-[\\w-]{16,}', // OpenAI, Anthropic, OpenRouter, DeepSeek, Langfuse
  '(?:pk-lf|sess|csk|nvapi|fc|m0|pa|voyage)-[\\w-]{20,}',
  '[sr]k_(?:live|test)_\\w{16,}', // Stripe
  '(?:sk|api_org|sbp|sb_secret|jina|e2b|tgp_v1|fw|rpa|vck|nfp|ntn|secret|wandb_v1|lin_api|figd|ls_)_\\w{20,}',
  'whsec_[\\w+/=-]{20,}',
  'ya29\\.[\\w.-]{20,}',
  'GOCSPX-[\\w-]{20,}',
  'gh[pousr]_[A-Za-z0-9]{20,}', // GitHub
  'github_pat_\\w{20,}',
  'gl(?:pat|dt|rt|ptt|cbt|soat|ft|agent|imt)-[\\w.-]{16,}', // GitLab
  'hf_[A-Za-z0-9]{20,}', // Hugging Face
  'gsk_[A-Za-z0-9]{20,}', // Groq
  'xai-[A-Za-z0-9]{20,}',
  '(?:pplx|tvly|lsv2_pt|lsv2_sk|r8|npm|pypi|do[opr]_v1|pcsk)[-_][\\w-]{20,}', // Perplexity, Tavily, LangSmith, Replicate, npm, PyPI, …
  'SG\\.[\\w-]{16,}\\.[\\w-]{16,}', // SendGrid
  'xox[abeoprs]-[A-Za-z0-9-]{10,}', // Slack
  'xapp-[A-Za-z0-9-]{20,}',
  'xkeysib-[\\w-]{20,}',
  'sq0(?:atp|csp|idp)-[\\w-]{20,}', // Square
  'shp(?:at|ca|pa|ss)_[A-Za-z0-9]{20,}', // Shopify
  'PMAK-[\\w-]{20,}',
  'pscale_(?:tkn|pw|oauth)_[\\w.-]{20,}',
  'dckr_(?:pat|oat)_[\\w-]{16,}',
  'gls?[ac]_[\\w+/=]{20,}', // Grafana
  'sntry[su]_[\\w+/=.-]{20,}',
  'NRAK-[A-Z0-9]{20,}',
  'dp\\.(?:pt|st|sa|ct|scim|audit)\\.[\\w.-]{20,}', // Doppler
  'hv[sbr]\\.[\\w-]{20,}', // Vault
  'rubygems_[0-9a-f]{20,}',
  'pat-(?:na|eu)\\d-[\\w-]{20,}', // HubSpot
];

/** So exactly written that nothing else looks like it. */
const EXACT = [
  'ABSK[A-Za-z0-9+/=]{40,}', // Bedrock
  'A[TC][AC]TT3[\\w=+/-]{20,}', // Atlassian
  'AIza[\\w-]{30,}', // Google
  '(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])', // AWS
  'dapi[0-9a-f]{32}(?![A-Za-z0-9])', // Databricks
  'SK[0-9a-f]{32}(?![A-Za-z0-9])', // Twilio
  'key-[0-9a-f]{32}(?![A-Za-z0-9])', // Mailgun
  '\\d{8,10}:AA[\\w-]{32,}', // Telegram
  '[MNO][\\w-]{23,25}\\.[\\w-]{6}\\.[\\w-]{27,}', // Discord
  'AGE-SECRET-KEY-1[A-Z0-9]{50,}',
  '1//0[\\w-]{30,}', // Google
];

/** A colour of a terminal may stand right before a key. */
const BEGINNING = '(?:(?<![A-Za-z0-9])|(?<=\\u001b\\[[0-9;]{0,9}m))';

/** The first group: one of those that nothing else looks like. */
export const ISSUED_FORM = new RegExp(`${BEGINNING}(?:(${EXACT.join('|')})|${PREFIXED.join('|')})`, 'g');

/** A part of the form that few texts have, and the form: what stands before a secret, and the secret. */
export const MARKED_FORMS: readonly (readonly [mark: string, form: RegExp])[] = [
  ['-us', /((?<![A-Za-z0-9]))[0-9a-f]{32}-us\d{1,2}(?![A-Za-z0-9])/g], // Mailchimp
  ['.atlasv1.', /((?<![A-Za-z0-9]))[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{40,}/g], // Terraform
  ['hooks.slack', /(hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/)[\w/-]{8,}/g],
  ['/webhooks/', /(discord(?:app)?\.com\/api\/(?:v\d{1,2}\/)?webhooks\/)[\w/-]{8,}/g],
  ['webhook.office.com', /(webhook\.office\.com\/webhookb2\/)[\w@/-]{8,}/g],
  ['hooks.zapier.com', /(hooks\.zapier\.com\/hooks\/catch\/)[\w/-]{8,}/g],
  ['api.telegram.org', /(api\.telegram\.org\/bot)[\w:-]{8,}/g],
  ['maker.ifttt.com', /(maker\.ifttt\.com\/trigger\/\w{1,100}\/(?:json\/)?with\/key\/)[\w-]{8,}/g],
];
