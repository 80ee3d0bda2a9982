import type { ModuleKind, ProgramInfo, SignatureShape } from '../../shared/boundaries/bridge';
import type { SignatureInput } from '../../shared/signature/signature';
import { type GetContext, request } from '../facade/current-context';
import { remade } from '../facade/own-realm';
import type { ExecuteOptions, Execution } from './execution';
import { type LoadModule, loadModuleBy } from './load-module';
import { type Program, programHandle } from './program';
import { fullId } from './program-id';
import { refuseBadSpec } from './program-spec';
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
  /** For agents (`react`, `react_v2`, `code_act`, `rlm`): what they may call. */
  readonly tools?: readonly ProgramTool[] | undefined;
  /** Keyword arguments of the DSPy module, such as `{ max_iters: 3 }`. */
  readonly options?: Record<string, unknown> | undefined;
  /** What your own code keeps beside a program: its handle has it, Python does not. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

type OutputsOf<S, M> = M extends 'chain_of_thought' ? Outputs<S> & { reasoning: string } : Outputs<S>;

/** Makes programs, in the test's own session or in one that it opened. */
export interface Programs {
  /**
   * Makes a program from a signature and a module of DSPy's: `predict`, `chain_of_thought`, `react`, `react_v2`, `code_act`,
   * `program_of_thought` or `rlm`. A signature written in place types inputs and outputs.
   *
   * Throws SIGNATURE_INVALID, pointing at the place, OPTION_INVALID and PROGRAM_EXISTS.
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
   * Imports your own dspy.Module, `pkg.mod:Class`, from the configured Python path, and makes one. Of a dspy.Signature it makes a Predict.
   *
   * Throws MODULE_IMPORT_FAILED with Python's traceback, MODULE_INVALID, and ADAPTER_UNSUPPORTED in layer unit.
   *
   * @example
   * const triage = await dspex.loadModule('support.triage:Triage');
   */
  readonly loadModule: LoadModule;
}

/** The functions that make programs in a session of a context. */
export function programsIn(getContext: GetContext, sessionOf: () => string): Programs {
  const newId = (id: string | undefined): string => {
    const context = getContext();
    return fullId(id ?? `program-${context.nextOrdinal('program')}`, context);
  };
  async function createProgram(spec: ProgramSpec, signal?: ExecuteOptions['signal']): Promise<Program<never, never>> {
    refuseBadSpec(spec);
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
    loadModule: loadModuleBy(getContext, { sessionOf, newId }),
  };
}

/** Loaded with the first program: every test file loads this file, and many make no program. */
function parseSignature(signature: SignatureInput): SignatureShape {
  return (require('../../shared/signature/signature') as typeof import('../../shared/signature/signature')).parseSignature(signature);
}
