import { DspexError } from '../../shared/errors';

/** The examples that raised an error, and when they are too many. */
export class ErrorCount {
  private readonly errors: Error[] = [];

  constructor(private readonly max: number) {}

  add(error: Error): void {
    this.errors.push(error);
  }

  /** One more, and the evaluation ends. */
  get isNextTooMany(): boolean {
    return this.errors.length + 1 >= this.max;
  }

  /** Throws EVALUATE_FAILED, with the first of them. */
  throwIfTooMany(): void {
    const { errors, max } = this;
    if (errors.length < max) return;
    throw new DspexError({
      code: 'EVALUATE_FAILED',
      what: `The evaluation was ended: ${errors.length} examples raised an error.`,
      why: `maxErrors is ${max}; the first said: ${errors[0]?.message ?? ''}`,
      next: 'mend the program or the metric; or let more pass: dspex.evaluate(program, devset, metric, { maxErrors: 100 })',
      cause: errors[0],
    });
  }
}
