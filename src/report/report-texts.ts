import type { Details } from '../shared/boundaries/report';
import { renumbered } from './renumber';

/** The texts of a whole report, each once, whatever tables they come from. */
export class ReportTexts {
  private readonly numbers = new Map<string, number>();

  /** The same details, their numbers those of the report. */
  add<D extends Details>({ texts, tests }: { readonly texts: readonly string[]; readonly tests: readonly D[] }): D[] {
    const numbers = texts.map((text) => this.numberOf(text));
    return tests.map((test) => renumbered(test, (number) => numbers[number] ?? this.numberOf('')));
  }

  all(): string[] {
    return [...this.numbers.keys()];
  }

  private numberOf(text: string): number {
    const number = this.numbers.get(text) ?? this.numbers.size;
    if (number === this.numbers.size) this.numbers.set(text, number);
    return number;
  }
}
