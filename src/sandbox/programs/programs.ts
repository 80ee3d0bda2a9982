import type { ModuleKind, ProgramInfo, SignatureShape } from '../../shared/boundaries/bridge';
import type { SignatureInput } from '../../shared/signature/signature';
import { encodeRecord, type GetContext, request } from '../facade/current-context';
import { remade } from '../facade/own-realm';
import { type ExecuteOptions, type Execution, type Program, programHandle } from './program';
import { fullId } from './program-id';
import type { Inputs, Outputs } from './signature-types';
import { type ProgramTool, splitTools } from './tools';

/** A program to be made. */
export interface ProgramSpec<S extends SignatureInput = SignatureInput, M extends ModuleKind = ModuleKind> {
  /** Default: a number. The namespace's prefix is put before it. */
  readonly id?: string | undefined;
  /** Text (`'question -> answer'`) or typed fields; instructions go with the fields. */
  readonly signature: S;
  /** Default: `predict`. */
  readonly module?: M | undefined;
  /** For `react`: what the agent may call. */
  readonly tools?: readonly ProgramTool[] | undefined;
  /** Keyword arguments of the DSPy module, such as `{ max_iters: 3 }`. */
  readonly options?: Record<string, unknown> | undefined;
  /** What your own code keeps beside a program: its handle has it, Python does not. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

/** How a module of your own is made. */
export interface LoadOptions {
  /** Default: a number. The namespace's prefix is put before it. */
  readonly id?: string | undefined;
  /** Arguments the class or function is called with. */
  readonly args?: readonly unknown[] | undefined;
  /** Keyword arguments of the same call. */
  readonly kwargs?: Record<string, unknown> | undefined;
  /** Tools for an agent of yours: its keyword argument `tools`, a list of dspy.Tool and of your Python functions. */
  readonly tools?: readonly ProgramTool[] | undefined;
}

type OutputsOf<S, M> = M extends 'chain_of_thought' ? Outputs<S> & { reasoning: string } : Outputs<S>;

/** Makes programs, in the test's own session or in one that it opened. */
export interface Programs {
  /**
   * Makes a program from a signature: `predict`, `chain_of_thought` or `react`. A signature written in place types inputs and outputs.
   *
   * Throws SIGNATURE_INVALID, pointing at the place, and PROGRAM_EXISTS.
   *
   * @example
   * const program = await dspex.createProgram({ signature: "ticket -> queue: Literal['billing', 'tech']", module: 'chain_of_thought' });
   */
  createProgram<const S extends SignatureInput, const M extends ModuleKind = 'predict'>(
    spec: ProgramSpec<S, M>,
  ): Promise<Program<Inputs<S>, OutputsOf<S, M>>>;
  /**
   * Makes a `predict` program and runs it once. Throws what `createProgram` and `execute` throw.
   *
   * @example
   * const { outputs } = await dspex.run('question -> answer', { question: 'The weather?' });
   */
  run<const S extends SignatureInput>(signature: S, inputs: Inputs<S>, options?: ExecuteOptions): Promise<Execution<Outputs<S>>>;
  /**
   * Imports your own dspy.Module, `pkg.mod:Class`, from the configured Python path, and makes one.
   *
   * Throws MODULE_IMPORT_FAILED with Python's traceback, MODULE_INVALID, and ADAPTER_UNSUPPORTED in layer unit.
   *
   * @example
   * const triage = await dspex.loadModule('support.triage:Triage');
   */
  // biome-ignore lint/suspicious/noExplicitAny: the types of a Python module are not known here
  loadModule<I = Record<string, any>, O = Record<string, any>>(path: string, options?: LoadOptions): Promise<Program<I, O>>;
}

/** The functions that make programs in a session of a context. */
export function programsIn(getContext: GetContext, sessionOf: () => string): Programs {
  const newId = (id: string | undefined): string => {
    const context = getContext();
    return fullId(id ?? `program-${context.nextOrdinal('program')}`, context);
  };
  async function createProgram(spec: ProgramSpec, signal?: ExecuteOptions['signal']): Promise<Program<never, never>> {
    const signature = remade(() => parseSignature(spec.signature));
    const { shapes, functions } = splitTools(spec.tools ?? []);
    const params = {
      session: sessionOf(),
      id: newId(spec.id),
      module: spec.module ?? 'predict',
      signature,
      tools: shapes,
      options: spec.options ?? {},
    };
    const info = (await request(getContext, 'create_program', params, { tools: functions, signal })) as ProgramInfo;
    return programHandle(info, getContext, spec.metadata);
  }
  return {
    createProgram: ((spec: ProgramSpec) => createProgram(spec)) as unknown as Programs['createProgram'],
    async run(signature, inputs, options) {
      const program = await createProgram({ signature }, options?.signal);
      return program.execute(inputs as never, options);
    },
    async loadModule(path, { id, args = [], kwargs = {}, tools } = {}) {
      const { shapes = null, functions } = tools === undefined ? {} : splitTools(tools);
      const params = { session: sessionOf(), id: newId(id), path, ...encodeRecord({ args, kwargs }, 'options'), tools: shapes };
      const info = (await request(getContext, 'load_module', params, { tools: functions })) as ProgramInfo;
      return programHandle(info, getContext);
    },
  };
}

/** Loaded with the first program: every test file loads this file, and many make no program. */
function parseSignature(signature: SignatureInput): SignatureShape {
  return (require('../../shared/signature/signature') as typeof import('../../shared/signature/signature')).parseSignature(signature);
}
