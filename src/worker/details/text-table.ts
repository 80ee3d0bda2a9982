/** A file whose texts are longer than this tells of those that come first. */
const MOST_CHARS = 8_000_000;
const LEFT_OUT = '[left out: the texts of this test file are too many for a report]';

/** Texts, each once, under the number that tells of it. */
export class TextTable {
  private readonly numbers = new Map<string, number>();
  private chars = 0;

  readonly number = (text: string): number => {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    this.chars += text.length;
    return this.chars > MOST_CHARS && text !== LEFT_OUT ? this.number(LEFT_OUT) : this.add(text);
  };

  /** Null and '' have no text. */
  readonly numberOrNull = (text: string | null | undefined): number | null => (text ? this.number(text) : null);

  all(): string[] {
    return [...this.numbers.keys()];
  }

  private add(text: string): number {
    this.numbers.set(text, this.numbers.size);
    return this.numbers.size - 1;
  }
}
