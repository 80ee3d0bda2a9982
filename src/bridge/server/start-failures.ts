import { isDspexError } from '../../shared/errors';

/** A start that ends without a word may have been killed; one that does so again and again has a reason of its own. */
const MOST_STARTS = 3;

/** Which fork servers cannot be started in this run: a try for each test would take longer than the tests. */
export class StartFailures {
  private readonly errors = new Map<string, Set<unknown>>();

  /** Several tests may hear of the same failed start: it counts once. */
  note(key: string, error: unknown): void {
    this.errors.set(key, (this.errors.get(key) ?? new Set()).add(error));
  }

  /** Throws the error that another start would end with, too: what Python said of its installation, or the third end without a word. */
  throwIfFinal(key: string): void {
    const errors = [...(this.errors.get(key) ?? [])];
    const final = errors.find((error) => isDspexError(error) && error.code !== 'PYTHON_START_FAILED') ?? errors[MOST_STARTS - 1];
    if (final !== undefined) throw final;
  }

  forget(): void {
    this.errors.clear();
  }
}
