import type { Range } from './ranges';

/** So many signs of a value are looked up at once. */
const HEAD = 3;
const TABLE = 1 << 16;

/** Finds many values in a text in one pass over it. */
export class KnownValues {
  private readonly byHead = new Map<number, string[]>();
  /** Which heads there are: most places of a text are no beginning of any. */
  private readonly heads = new Uint8Array(TABLE);

  /** None may be shorter than a head. */
  constructor(values: readonly string[]) {
    // Of two that begin alike the longer is looked for first.
    for (const value of [...values].sort((a, b) => b.length - a.length)) {
      const head = headOf(value.charCodeAt(0), value.charCodeAt(1), value.charCodeAt(2));
      this.heads[head] = 1;
      const alike = this.byHead.get(head);
      if (alike === undefined) this.byHead.set(head, [value]);
      else alike.push(value);
    }
  }

  /** One may begin within another. */
  in(text: string): Range[] {
    const found: Range[] = [];
    if (this.byHead.size === 0) return found;
    const { heads } = this;
    let [second, third] = [text.charCodeAt(0), text.charCodeAt(1)];
    for (let at = 0, last = text.length - HEAD; at <= last; at++) {
      const first = second;
      second = third;
      third = text.charCodeAt(at + 2);
      if (heads[headOf(first, second, third)] === 1) this.addAt(text, at, headOf(first, second, third), found);
    }
    return found;
  }

  private addAt(text: string, at: number, head: number, found: Range[]): void {
    const value = this.byHead.get(head)?.find((candidate) => text.startsWith(candidate, at));
    if (value !== undefined) found.push({ from: at, to: at + value.length });
  }
}

function headOf(first: number, second: number, third: number): number {
  return (first * 961 + second * 31 + third) & (TABLE - 1);
}
