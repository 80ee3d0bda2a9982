import type { CommandResult, ProgramInfo } from '../../shared/boundaries/bridge';
import type { AdapterName, BridgeMode } from '../../shared/layers';
import { decodeRecord, encodeRecord, type GetContext, request } from '../facade/current-context';
import type { ExecuteOptions, Execution } from './execution';
import { fullId } from './program-id';
import { type Programs, programsIn } from './programs';

/**
 * Where the test's programs live, by the same commands on every layer. An id that names no program throws PROGRAM_NOT_FOUND, with those
 * that there are.
 *
 * @example
 * await dspex.createProgram({ id: 'qa', signature: 'question -> answer' });
 * const { outputs } = await dspex.adapter.executeProgram('qa', { question: 'The weather?' });
 */
export interface AdapterView extends Pick<Programs, 'createProgram' | 'loadModule'> {
  readonly name: AdapterName;
  /** Programs are named by the id they were given, or by the whole one. */
  executeProgram(id: string, inputs: Record<string, unknown>, options?: ExecuteOptions): Promise<Execution<Record<string, unknown>>>;
  /** Those of the test's session. */
  listPrograms(): Promise<ProgramInfo[]>;
  programInfo(id: string): Promise<ProgramInfo>;
  deleteProgram(id: string): Promise<void>;
}

/**
 * The Python process behind the adapter, or what stands in for it in layer unit.
 *
 * @example
 * await dspex.bridge.configureLm('gpt-4o-mini', { temperature: 0 });
 */
export interface BridgeView {
  /** `mock`: no Python; `isolated`: a process of this test's own; `shared`: one that neighbours use too. */
  readonly mode: BridgeMode;
  /** Answers at once; tells a slow program from a dead process. */
  ping(): Promise<CommandResult<'ping'>>;
  /** What the process holds: its pid, sessions, programs, threads, and memory in bytes. */
  stats(): Promise<CommandResult<'stats'>>;
  /** The model of programs that name none; its calls are answered under that name. */
  configureLm(model: string, options?: Record<string, unknown>): Promise<void>;
  /** Puts the default LM back. */
  initTestLm(): Promise<void>;
  /**
   * DSPy settings for the session's programs: `{ adapter: 'chat' | 'json' | 'xml' | 'baml' | 'two_step' }` or one of your own by its path,
   * with options of the adapter `{ adapter: { name: 'chat', use_native_function_calling: true } }`; `callbacks` and `interpreter_factory`
   * by their paths; DSPy's numbers and switches by their names.
   */
  configureSettings(settings: Record<string, unknown>): Promise<void>;
  /** The latest LM calls as DSPy remembers them, oldest first. `limit` defaults to 20. */
  history(limit?: number): Promise<CommandResult<'history'>['calls']>;
}

export function adapterView(getContext: GetContext): AdapterView {
  const session = (): string => getContext().sessionId;
  const address = (id: string): { session: string; id: string } => ({ session: session(), id: fullId(id, getContext()) });
  const { createProgram, loadModule } = programsIn(getContext, session);
  return {
    get name() {
      return getContext().adapterName;
    },
    createProgram,
    loadModule,
    async executeProgram(id, inputs, options = {}) {
      const result = (await request(
        getContext,
        'execute',
        { ...address(id), inputs: encodeRecord(inputs, 'inputs') },
        options,
      )) as Execution<unknown>;
      return { ...result, outputs: decodeRecord(result.outputs) };
    },
    async listPrograms() {
      return ((await request(getContext, 'list_programs', { session: session() })) as { programs: ProgramInfo[] }).programs;
    },
    async programInfo(id) {
      return (await request(getContext, 'program_info', address(id))) as ProgramInfo;
    },
    async deleteProgram(id) {
      await request(getContext, 'delete_program', address(id));
    },
  };
}

export function bridgeView(getContext: GetContext): BridgeView {
  const session = (): string => getContext().sessionId;
  return {
    get mode() {
      return getContext().bridgeMode;
    },
    async ping() {
      return (await request(getContext, 'ping', {})) as CommandResult<'ping'>;
    },
    async stats() {
      return (await request(getContext, 'stats', {})) as CommandResult<'stats'>;
    },
    async configureLm(model, options = {}) {
      await request(getContext, 'configure_lm', { session: session(), model, options });
    },
    async initTestLm() {
      await request(getContext, 'init_test_lm', { session: session() });
    },
    async configureSettings(settings) {
      await request(getContext, 'configure_settings', { session: session(), settings });
    },
    async history(limit = 20) {
      return ((await request(getContext, 'history', { session: session(), limit })) as CommandResult<'history'>).calls;
    },
  };
}
