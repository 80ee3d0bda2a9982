import { resolve } from 'node:path';
import type { ProgramInfo } from '../../shared/boundaries/bridge';
import type { AbortSignalLike } from '../../shared/boundaries/facade';
import { decodeRecord, encodeRecord, type GetContext, request } from '../facade/current-context';

export interface ExecuteOptions {
  /** Default: the option `processTimeoutMs`. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignalLike | undefined;
}

export interface Execution<O> {
  readonly outputs: O;
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number };
  readonly lmCalls: number;
  readonly durationMs: number;
}

/** A DSPy program in a session: the same on every layer. */
export interface Program<I = Record<string, unknown>, O = Record<string, unknown>> {
  readonly id: string;
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
  info(): Promise<ProgramInfo>;
  delete(): Promise<void>;
  /** Writes DSPy's own JSON state file; a relative path is relative to the working directory of Jest. */
  save(file: string): Promise<void>;
  /** Reads such a file into this program. */
  load(file: string): Promise<void>;
}

/** The handle of a program that exists; it stays with the context that made it. */
export function programHandle<I, O>({ id, session }: ProgramInfo, getContext: GetContext): Program<I, O> {
  const context = getContext();
  const owner: GetContext = () => context;
  const address = { session, id };
  return {
    id,
    async execute(inputs, options = {}) {
      const wire = encodeRecord(inputs as object, 'inputs');
      const result = (await request(owner, 'execute', { ...address, inputs: wire }, options)) as Execution<unknown>;
      return { ...result, outputs: decodeRecord(result.outputs) as O };
    },
    async info() {
      return (await request(owner, 'program_info', address)) as ProgramInfo;
    },
    async delete() {
      await request(owner, 'delete_program', address);
    },
    async save(file) {
      await request(owner, 'save_program', { ...address, file: resolve(file) });
    },
    async load(file) {
      await request(owner, 'load_program', { ...address, file: resolve(file) });
    },
  };
}
