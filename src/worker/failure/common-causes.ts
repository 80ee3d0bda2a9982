import { type DspexError, type ErrorCode, isDspexError } from '../../shared/errors';

/** Faults of the machine or of the set-up: whichever test asks, it hears the same. */
const COMMON: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'PYTHON_NOT_FOUND',
  'PYTHON_TOO_OLD',
  'PYTHON_START_FAILED',
  'DSPY_NOT_FOUND',
  'DSPY_TOO_OLD',
  'DSPY_TOO_NEW',
  'NETWORK_NAMESPACE_REFUSED',
  'MODULE_IMPORT_FAILED',
  'LM_KEY_MISSING',
  'LEDGER_UNAVAILABLE',
  'IOREDIS_MISSING',
  'WAIT_TOO_LONG',
]);

/** Which of these faults a worker has told in full, and by which test. */
export class CommonCauses {
  private readonly toldBy = new Map<string, string>();

  /** The error when it is such a fault; undefined for any other. */
  causeOf(error: unknown): DspexError | undefined {
    return isDspexError(error) && COMMON.has(error.code) ? error : undefined;
  }

  /** One line in place of a fault that another test has told in full; undefined for the first, which tells it. */
  shortOf({ message, code, parts }: DspexError, test: string): string | undefined {
    const first = this.toldBy.get(message) ?? test;
    this.toldBy.set(message, first);
    return first === test ? undefined : `${parts.what} (told in full by "${first}") [${code}]`;
  }
}
