import { Factory } from 'fishery';
import { dspex, type Program, type ProgramSpec, type ProgramTool } from '../src/sandbox';
import type { ModuleKind } from '../src/shared/boundaries/bridge';
import type { SignatureInput } from '../src/shared/signature/signature';
import { ordinalOf } from './ordinal';

type Given = Partial<ProgramSpec>;

/** What tells a program of a test from one of production. */
export interface ProgramMetadata extends Readonly<Record<string, unknown>> {
  readonly test: true;
  /** By the test's clock: fake timers hold it still. */
  readonly createdAt: Date;
}

/** A program to be made, with an id of its own. */
export type BuiltProgram = ProgramSpec & { readonly id: string; readonly metadata: ProgramMetadata };

class ProgramFactory extends Factory<BuiltProgram, never, Program, Given> {
  /** The same program with a `reasoning` output before its own. */
  chainOfThought(): this {
    return this.params({ module: 'chain_of_thought' });
  }

  /** An agent with these tools. */
  react(...tools: ProgramTool[]): this {
    return this.params({ module: 'react', tools });
  }

  /** The same with these keyword arguments of its DSPy module. */
  withOptions(options: Record<string, unknown>): this {
    return this.params({ options });
  }

  /** The same with this beside it. */
  withMetadata(metadata: Readonly<Record<string, unknown>>): this {
    return this.params({ metadata });
  }
}

/** Programs for `dspex.createProgram`; `.create()` makes one live in the running test. */
export const programFactory = ProgramFactory.define(({ sequence, params, onCreate }) => {
  onCreate((spec) => dspex.createProgram(spec) as Promise<Program>);
  return {
    id: params.id ?? `built-${ordinalOf('program', sequence)}`,
    signature: params.signature ?? 'question -> answer',
    metadata: { test: true as const, createdAt: new Date() },
  };
}) as ProgramFactory;

type Built<S extends SignatureInput, M extends ModuleKind> = ProgramSpec<S, M> & Pick<BuiltProgram, 'id' | 'metadata'>;

/**
 * A program, `question -> answer` unless told otherwise, with an id of its own. A signature written in place types what the program gives.
 *
 * @example
 * const program = await dspex.createProgram(buildProgram({ signature: 'ticket -> urgent: bool' }));
 */
export function buildProgram<const S extends SignatureInput = 'question -> answer', const M extends ModuleKind = 'predict'>(
  given: Partial<ProgramSpec<S, M>> = {},
): Built<S, M> {
  return programFactory.build(given as Given) as unknown as Built<S, M>;
}

/** So many programs, each with an id of its own unless one is given. */
export function buildProgramList<const S extends SignatureInput = 'question -> answer', const M extends ModuleKind = 'predict'>(
  count: number,
  given: Partial<ProgramSpec<S, M>> = {},
): Built<S, M>[] {
  return programFactory.buildList(count, given as Given) as unknown as Built<S, M>[];
}
