import { copyOfEnv } from '../keys/placeholders';
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
  /** The environments as they were at the last look. */
  private readonly seen: SecretEnv[] = [];
  private last: Sought | undefined;

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

  /** What is secret is found anew where a variable has changed. */
  private sought(): Sought {
    const now = this.envs.map(copyOfEnv);
    if (this.last === undefined || !now.every((env, index) => isSame(env, this.seen[index]))) {
      this.seen.splice(0, this.seen.length, ...now);
      this.last = { known: knownValues(secretValues(now)), isHarmless: this.isHarmless };
    }
    return this.last;
  }
}

function isSame(env: SecretEnv, before: SecretEnv = {}): boolean {
  const names = Object.keys(env);
  return names.length === Object.keys(before).length && names.every((name) => env[name] === before[name]);
}

function knownValues(secrets: readonly string[]): KnownValues {
  return new KnownValues([...new Set(secrets.flatMap(spellings))].filter((spelling) => spelling.length >= SHORTEST_VALUE));
}
