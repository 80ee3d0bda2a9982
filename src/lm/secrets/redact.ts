import { cleanText, type Sought } from './clean-text';
import { cleanValue } from './clean-value';
import { KnownValues } from './known-values';
import { type SecretEnv, SHORTEST_VALUE, secretValues } from './secret-values';
import { spellings } from './spellings';

export { REDACTED } from './clean-text';

/**
 * Takes secrets out of what is written to a file or shown: by form, by the name they stand under, and by the values of secret variables.
 *
 * The environments are read anew each time: a test's set-up may load its keys late.
 */
export class Redactor {
  private readonly envs: readonly SecretEnv[];
  private last: { readonly values: string; readonly sought: Sought } | undefined;

  private isHarmless: Sought['isHarmless'] = () => false;

  constructor(...envs: readonly SecretEnv[]) {
    this.envs = envs;
  }

  /** The same, but for what only looks like a secret. A variable's value is one whatever this says. */
  sparing(isHarmless: (text: string) => boolean): Redactor {
    const sparing = new Redactor(...this.envs);
    sparing.isHarmless = isHarmless;
    return sparing;
  }

  readonly text = (text: string): string => cleanText(text, this.sought());

  /** As `text` is now, without what it was made of: it may outlive the environments. */
  snapshot(): (text: string) => string {
    const sought = this.sought();
    return (text) => cleanText(text, sought);
  }

  /** Every text in it; what stands under a secret's name goes whole. */
  value<T>(value: T): T {
    return cleanValue(value, this.sought()) as T;
  }

  /** True when nothing in a file's text would still be taken out. */
  isClean(text: string): boolean {
    return this.text(text) === text;
  }

  private sought(): Sought {
    const secrets = secretValues(this.envs);
    const values = JSON.stringify(secrets);
    if (this.last?.values !== values) this.last = { values, sought: { known: knownValues(secrets), isHarmless: this.isHarmless } };
    return this.last.sought;
  }
}

function knownValues(secrets: readonly string[]): KnownValues {
  return new KnownValues([...new Set(secrets.flatMap(spellings))].filter((spelling) => spelling.length >= SHORTEST_VALUE));
}
