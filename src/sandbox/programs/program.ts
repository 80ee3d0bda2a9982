import { resolve } from 'node:path';
import type { ProgramInfo } from '../../shared/boundaries/bridge';
import { decodeRecord, encodeRecord, type GetContext, request } from '../facade/current-context';
import { withKnownOptions } from './execute-options';
import type { ExecuteOptions, Execution } from './execution';
import { programStream } from './stream';
import { withStreamOptions } from './stream-options';
import type { ProgramStream, StreamOptions } from './stream-types';

/** A DSPy program in a session: the same on every layer. */
export interface Program<I = Record<string, unknown>, O = Record<string, unknown>> {
  /** With the prefix of the test's namespace. */
  readonly id: string;
  /** What it was made with, for your own code. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /**
   * Runs the program once.
   *
   * Throws INPUT_MISSING, INPUT_UNKNOWN, INPUT_TYPE for inputs, PYTHON_ERROR with the traceback for what the program raised, LM_MISS
   * when no rule answers, EXECUTE_TIMEOUT and EXECUTE_CANCELLED.
   *
   * @example
   * const { outputs } = await program.execute({ question: 'The weather?' }, { timeoutMs: 5_000 });
   */
  execute(inputs: I, options?: ExecuteOptions): Promise<Execution<O>>;
  /**
   * Runs the program once and gives what it writes while it writes it: text of its output fields, status, and last the execution with
   * outputs and usage. `break`, or the signal, ends the program.
   *
   * Throws in the middle what `execute` throws at its end, and STREAM_INVALID for a field or status that this program has not.
   *
   * @example
   * for await (const piece of program.stream({ question: 'The weather?' })) {
   *   if ('text' in piece) process.stdout.write(piece.text);
   *   if ('outputs' in piece) console.log(piece.outputs, piece.usage);
   * }
   */
  stream(inputs: I, options?: StreamOptions): ProgramStream<O>;
  /** Its module, signature and instructions as DSPy has them. Throws PROGRAM_NOT_FOUND once it is deleted. */
  info(): Promise<ProgramInfo>;
  /** Forgets it; the session stays. */
  delete(): Promise<void>;
  /**
   * What DSPy saves of it: demos, instructions and LMs by predictor, without ids, times and versions.
   *
   * @example
   * expect(await optimized.state()).toMatchSnapshot();
   */
  state(): Promise<Record<string, unknown>>;
  /** Writes DSPy's own JSON state file; a relative path is relative to the working directory of Jest. */
  save(file: string): Promise<void>;
  /** Reads such a file into this program. */
  load(file: string): Promise<void>;
}

/** Where a program lives, and whose it is. */
export interface ProgramAddress {
  readonly owner: GetContext;
  readonly address: { readonly session: string; readonly id: string };
}

const ADDRESSES = new WeakMap<object, ProgramAddress>();

/** Undefined for what is no handle of a program. */
export function addressOf(program: object): ProgramAddress | undefined {
  return ADDRESSES.get(program);
}

/** The handle of a program that exists; it stays with the context that made it. */
export function programHandle<I, O>({ id, session }: ProgramInfo, getContext: GetContext, metadata = {}): Program<I, O> {
  const context = getContext();
  const owner: GetContext = () => context;
  const address = { session, id };
  const program: Program<I, O> = {
    id,
    metadata,
    async execute(inputs, options = {}) {
      const params = { ...address, inputs: encodeRecord(inputs as object, 'inputs') };
      const result = (await request(owner, 'execute', params, withKnownOptions(options, 'execute'))) as Execution<unknown>;
      return { ...result, outputs: decodeRecord(result.outputs) as O };
    },
    stream: (inputs, options = {}) => programStream<O>(owner, address, inputs as object, withStreamOptions(options)),
    async info() {
      return (await request(owner, 'program_info', address)) as ProgramInfo;
    },
    async delete() {
      await request(owner, 'delete_program', address);
    },
    async state() {
      const { state } = (await request(owner, 'program_state', address)) as { state: unknown };
      return decodeRecord(state);
    },
    async save(file) {
      await request(owner, 'save_program', { ...address, file: resolve(file) });
    },
    async load(file) {
      await request(owner, 'load_program', { ...address, file: resolve(file) });
    },
  };
  ADDRESSES.set(program, { owner, address });
  return program;
}
