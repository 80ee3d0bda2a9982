import type { Compared } from './compared';

/** Every code a user can meet. One line each in docs/errors.md. */
export const ERROR_CODES = [
  'OPTION_INVALID',
  'USAGE_INVALID',
  'TYPESCRIPT_NOT_COMPILED',
  'LAYER_INVALID',
  'NOT_IN_ENVIRONMENT',
  'NO_HOST',
  'AMBIGUOUS_TEST',
  'CONCURRENT_HOOK_RULES',
  'LEAK',
  'SCOPE_OVER',
  'PORT_NOT_FOUND',
  'PROCESS_NOT_STARTED',
  'PROCESS_NOT_READY',
  'RESOURCE_INVALID',
  'FOLDER_UNSAFE',
  'REPORT_INVALID',
  'REPORT_LIMIT',
  'DISK_FULL',
  'LIMIT_REACHED',
  'FILE_REFUSED',
  'SIGNATURE_INVALID',
  'INPUT_TYPE',
  'INPUT_MISSING',
  'INPUT_UNKNOWN',
  'INPUT_NOT_JSON',
  'OUTPUT_NOT_JSON',
  'PROGRAM_EXISTS',
  'PROGRAM_NOT_FOUND',
  'SESSION_NOT_FOUND',
  'SESSION_EXISTS',
  'MODULE_IMPORT_FAILED',
  'MODULE_INVALID',
  'TOOL_INVALID',
  'MCP_INVALID',
  'MCP_FAILED',
  'STREAM_INVALID',
  'TRIALS_FAILED',
  'JUDGE_INVALID',
  'EVALUATE_INVALID',
  'EVALUATE_FAILED',
  'OPTIMIZE_INVALID',
  'LM_MISS',
  'LM_MISS_EXPECTED',
  'PROBLEM_EXPECTED',
  'CASSETTE_CORRUPT',
  'CASSETTE_NOT_FOUND',
  'CASSETTE_SECRET',
  'SCANNER_FAILED',
  'LM_KEY_MISSING',
  'LM_KEY_REFUSED',
  'LM_PROVIDER_PACKAGE',
  'LM_MODEL_UNKNOWN',
  'LM_PRICE_UNKNOWN',
  'LM_REQUEST_UNSUPPORTED',
  'LM_PROVIDER_FAILED',
  'LM_BUDGET_EXCEEDED',
  'LM_RATE_WAIT_TOO_LONG',
  'LM_QUOTA_EXHAUSTED',
  'LEDGER_UNAVAILABLE',
  'IOREDIS_MISSING',
  'LM_UNREACHABLE',
  'LM_TEST_OVER',
  'LM_CALL_FAILED',
  'LM_CALL_GIVEN_UP',
  'RULE_INVALID',
  'RULE_REPLY_INVALID',
  'RULE_UNUSED',
  'LM_REPLY_INVALID',
  'NO_LM_LOADED',
  'PYTHON_NOT_FOUND',
  'PYTHON_TOO_OLD',
  'DSPY_NOT_FOUND',
  'DSPY_TOO_OLD',
  'DSPY_TOO_NEW',
  'PYTHON_INSTALL_FAILED',
  'PYTHON_START_FAILED',
  'PYTHON_ERROR',
  'CHILD_CRASHED',
  'FORK_SERVER_DIED',
  'NOT_FORKABLE',
  'EGRESS_REFUSED',
  'NETWORK_NAMESPACE_REFUSED',
  'EXECUTE_TIMEOUT',
  'EXECUTE_CANCELLED',
  'BRIDGE_CLOSED',
  'PROTOCOL_MISMATCH',
  'PROTOCOL_ERROR',
  'ADAPTER_UNSUPPORTED',
  'ADAPTER_CLOSED',
  'TIMEOUT',
  'WAIT_TOO_LONG',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

export interface ErrorParts {
  readonly code: ErrorCode;
  /** What happened, with the user's own value quoted. */
  readonly what: string;
  readonly why: string;
  /** The next thing to type: works when pasted. */
  readonly next: string;
  readonly cause?: unknown;
  /** Below the three lines: a Python traceback, the last lines of stderr. */
  readonly detail?: string | undefined;
  /** Errors of one test with the same word here are told once: the first, and how many others there are. */
  readonly alike?: string | undefined;
  /** For the report, field by field, of a call that nothing answered. */
  readonly compared?: readonly Compared[] | undefined;
  /** What a real model is charged with for the call that ended so. */
  readonly costNanoUsd?: number | undefined;
}

/**
 * The one error class of this package: three lines (what, why, next), a code, and below them what Python said.
 *
 * It crosses realms and processes as plain data: `toWire()` on one side, `DspexError.fromWire()` on the other, so that it is
 * an `Error` of the realm that shows it.
 */
export class DspexError extends Error {
  readonly code: ErrorCode;
  readonly parts: ErrorParts;

  constructor(parts: ErrorParts) {
    super(formatError(parts), parts.cause === undefined ? undefined : { cause: parts.cause });
    this.name = 'DspexError';
    this.code = parts.code;
    this.parts = parts;
  }

  toWire(): WireError {
    const { code, what, why, next, detail } = this.parts;
    return { code, what, why, next, ...(detail === undefined ? {} : { detail }) };
  }

  static fromWire(wire: WireError): DspexError {
    return new DspexError(wire);
  }
}

export interface WireError {
  readonly code: ErrorCode;
  readonly what: string;
  readonly why: string;
  readonly next: string;
  readonly detail?: string | undefined;
}

/** Duck-typed: the error may come from another realm, where `instanceof` says no. */
export function isDspexError(error: unknown): error is DspexError {
  const candidate = error as Partial<DspexError> | null;
  return typeof candidate === 'object' && candidate !== null && candidate.name === 'DspexError' && typeof candidate.parts === 'object';
}

function formatError({ code, what, why, next, detail }: ErrorParts): string {
  const lines = [what, `  why:  ${indent(why)}`, `  next: ${indent(next)}`, `  [${code}]`];
  if (detail !== undefined && detail !== '') lines.push('', detail);
  return lines.join('\n');
}

function indent(text: string): string {
  return text.split('\n').join('\n        ');
}
