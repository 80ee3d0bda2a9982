import type { ExecuteOptions, Execution } from './execution';

/** Text of an output field as it is written. All pieces of a field together are its text. */
export interface FieldPiece {
  readonly field: string;
  readonly text: string;
  /** Which predictor of the program writes it, by DSPy's name: `self`, `predict`, `extract.predict`. */
  readonly predictor: string;
  /** What DSPy makes of it in place of text, such as citations. */
  readonly value?: unknown;
}

/** What the program is doing, in words. */
export interface StatusPiece {
  readonly status: string;
}

/** What the program's own code sends into DSPy's stream. */
export interface ValuePiece {
  readonly value: unknown;
}

/** One step of a stream; the last is the execution, with its outputs and usage. */
export type StreamPiece<O = Record<string, unknown>> = FieldPiece | StatusPiece | ValuePiece | Execution<O>;

/** A field of one predictor, where several write one of the same name. */
export interface StreamedField {
  readonly field: string;
  readonly predictor?: string | undefined;
}

/**
 * Functions that give text, now or later, that says what a program is doing. One that is missing leaves DSPy's own words, one that gives
 * nothing says nothing.
 */
export interface StatusMessages {
  readonly toolStart?: (about: { readonly name: string; readonly inputs: Record<string, unknown> }) => unknown;
  readonly toolEnd?: (about: { readonly outputs: unknown }) => unknown;
  readonly moduleStart?: (about: { readonly name: string; readonly inputs: Record<string, unknown> }) => unknown;
  readonly moduleEnd?: (about: { readonly outputs: unknown }) => unknown;
  readonly lmStart?: (about: { readonly name: string; readonly inputs: Record<string, unknown> }) => unknown;
  readonly lmEnd?: (about: { readonly outputs: unknown }) => unknown;
}

/** What is heard of a program that runs, and what ends it early. */
export interface StreamOptions extends ExecuteOptions {
  /** Output fields to listen to, `[]` for none. Default: every output of every predictor, as often as it is written. */
  readonly fields?: readonly (string | StreamedField)[] | undefined;
  /**
   * Who says the status: functions here, a `dspy.streaming.StatusMessageProvider` of yours by its path `pkg.mod:Provider`, or false for
   * nobody. Default: DSPy, which tells when a tool begins and ends.
   */
  readonly status?: StatusMessages | string | false | undefined;
}

/** Pieces as they come; nothing runs before the first is asked for. It is read once. */
export interface ProgramStream<O = Record<string, unknown>> extends AsyncIterableIterator<StreamPiece<O>> {
  /** Ends the program, and is resolved when it has ended. `break` does the same. */
  return(): Promise<IteratorResult<StreamPiece<O>>>;
}
