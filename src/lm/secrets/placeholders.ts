import { looksDrawn } from './plain-words';
import { secretName, secretVariable } from './secret-names';

/** What stands where a secret would: nothing, a variable, a template, signs that hide it. */
const TEMPLATE = new RegExp(
  [
    '[\\W_]*$',
    '<',
    '\\$[{(]',
    '\\$[A-Za-z_]\\w*$',
    '#?\\{+[\\w.$ ]',
    '\\[[A-Za-z]',
    '%[(sd]',
    '%\\w+%$',
    '\\*{3}',
    '[xX]{4,}$',
    '\\.{3}',
    '(?:process|import\\.meta|os|Deno|Bun)\\.(?:env|getenv)',
    'env[.(:[]',
    '(?:your|insert|enter|replace|example|dummy|fake|sample)[-_ ]',
    '.*placeholder',
    'arn:',
    '0x[0-9A-Fa-f]+$',
    '(?:~|\\.{1,2})?/(?:[a-z][a-z_.-]*/)*[a-z][a-z_.-]*$',
  ]
    .map((form) => `^(?:${form})`)
    .join('|'),
);
/** What everyone writes there. */
const WORDS = new Set(
  (
    'none null nil undefined true false yes no on off string str text number int integer bool boolean bytes buffer any unknown object optional ' +
    'required missing invalid valid empty hidden redacted masked blank unset secret secrets password passwd pass pwd passphrase token tokens key ' +
    'keys apikey credential credentials cookie cookies changeme change-me example placeholder test testing dummy fake sample default env auto ' +
    'disabled enabled bearer basic digest token oauth oauth2 include same-origin omit value values user username login admin root postgres ' +
    'secretstr array list dict date function self this input output prompt ask never always public private readonly const let var async await new'
  ).split(' '),
);

const LONGEST_WORD = 16;

/** True for what stands in the place of a secret and is none. */
export function isPlaceholder(value: string): boolean {
  const said = value.trim();
  if (TEMPLATE.test(said) || (said.length <= LONGEST_WORD && WORDS.has(said.toLowerCase().replace(/[.!?:;,]$/, '')))) return true;
  // What was drawn is no name: the question is asked for every value.
  return !looksDrawn(said) && isName(said);
}

/** The name of a field or a variable that holds one: `access_token`, `userPassword`, `OPENAI_API_KEY`. */
function isName(value: string): boolean {
  if (!/^[A-Za-z][\w.$ -]{0,60}$/.test(value) || !/[\w][_. -][\w]|[a-z][A-Z]/.test(value)) return false;
  return secretName(value) !== null || (/^[A-Z0-9_]+$/.test(value) && secretVariable(value) !== null);
}
