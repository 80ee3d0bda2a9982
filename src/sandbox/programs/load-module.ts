import type { ProgramInfo } from '../../shared/boundaries/bridge';
import { encodeRecord, type GetContext, request } from '../facade/current-context';
import type { ModuleTypes } from './module-types';
import { type Program, programHandle } from './program';
import { refuseBadLoad } from './program-spec';
import { type ProgramTool, splitTools } from './tools';

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

/** What is known of the module under a path. Where that is nothing, what the program is assigned to says it. */
type ProgramOf<P> = P extends keyof ModuleTypes ? Program<ModuleTypes[P]['inputs'], ModuleTypes[P]['outputs']> : Program<Any, Any>;

// biome-ignore lint/suspicious/noExplicitAny: the types of a Python module are not known here
type Any = any;

/** `dspex.loadModule`. */
export interface LoadModule {
  <const P extends string>(path: P, options?: LoadOptions): Promise<ProgramOf<P>>;
  /** With types that you write yourself. */
  <I, O = Record<string, Any>>(path: string, options?: LoadOptions): Promise<Program<I, O>>;
}

interface Places {
  readonly sessionOf: () => string;
  readonly newId: (id: string | undefined) => string;
}

/** `loadModule` for the sessions of a context. */
export function loadModuleBy(getContext: GetContext, { sessionOf, newId }: Places): LoadModule {
  async function loadModule(path: string, options: LoadOptions = {}): Promise<Program<never, never>> {
    refuseBadLoad(options);
    const { id, args = [], kwargs = {}, tools } = options;
    const { shapes = null, functions } = tools === undefined ? {} : splitTools(tools);
    const params = { session: sessionOf(), id: newId(id), path, ...encodeRecord({ args, kwargs }, 'options'), tools: shapes };
    const info = (await request(getContext, 'load_module', params, { tools: functions })) as ProgramInfo;
    return programHandle(info, getContext);
  }
  return loadModule as unknown as LoadModule;
}
