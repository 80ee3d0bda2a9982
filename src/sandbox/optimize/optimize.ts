import type { ProgramInfo } from '../../shared/boundaries/bridge';
import type { ToolFunction } from '../../shared/boundaries/tool-call';
import { DspexError } from '../../shared/errors';
import { writeExactly } from '../../shared/values/exact-json';
import { encodeValues } from '../../shared/values/values';
import { type Devset, examplesOf } from '../evaluate/devset';
import { decodeRecord, encodeRecord, type GetContext, request } from '../facade/current-context';
import { remade } from '../facade/own-realm';
import { withLimits } from '../programs/execute-options';
import { unknownOption } from '../programs/option-problem';
import { addressOf, type Program, type ProgramAddress, programHandle } from '../programs/program';
import { fullId } from '../programs/program-id';
import type { About, OptimizeMetric, OptimizeOptions } from './optimization';

type Given = OptimizeOptions<never, never, object>;

/** Makes a new program of one, or of several, by an optimiser of DSPy's. */
export async function optimize(getContext: GetContext, programs: readonly object[], given: Given): Promise<Program<never, never>> {
  remade(() => refuseBadOptions(given));
  const { timeoutMs, signal } = given;
  const { owner, params } = remade(() => paramsOf(getContext, programs, given));
  const metric = new AskedMetric(given.metric as OptimizeMetric<object, unknown> | undefined);
  try {
    const made = await request(owner, 'optimize', { ...params, metric: metric.shape }, { timeoutMs, signal, tools: metric.functions });
    return programHandle(made as ProgramInfo, owner);
  } catch (error) {
    throw metric.failed === undefined ? error : metric.failed.error;
  }
}

const KNOWN = ['optimizer', 'trainset', 'valset', 'metric', 'teacher', 'seed', 'inputs', 'options', 'id', 'timeoutMs', 'signal'];

function refuseBadOptions(given: Given): void {
  withLimits(given);
  const unknown = unknownOption(given, KNOWN, 'an optimisation');
  if (unknown !== null) throw invalid(unknown.what, unknown.why);
  const { metric } = given as { metric?: unknown };
  if (!['undefined', 'function', 'string'].includes(typeof metric))
    throw invalid(
      `The metric is ${String(metric)}.`,
      "it is a function, (example, outputs) => score, or a Python metric, 'pkg.mod:metric'",
    );
}

function paramsOf(
  getContext: GetContext,
  programs: readonly object[],
  { optimizer, trainset, valset, teacher, seed, inputs, options = {}, id }: Given,
): { owner: GetContext; params: Record<string, unknown> } {
  const places = programs.map((program) => placeOf(program, 'What is optimised'));
  const [{ owner, address }] = oneSession(places);
  const context = owner();
  const examples = (set: Devset<object> | undefined): unknown[] | null =>
    set === undefined ? null : examplesFor(set, getContext().rootDir).map((one) => encodeRecord(one, 'example'));
  return {
    owner,
    params: {
      session: address.session,
      id: fullId(id ?? `program-${context.nextOrdinal('program')}`, context),
      programs: places.map((place) => place.address.id),
      teacher: teacher === undefined ? null : placeOf(teacher, 'The teacher').address.id,
      optimizer,
      trainset: examples(trainset),
      valset: examples(valset),
      inputs: inputs ?? null,
      seed: seed ?? null,
      options: encodeRecord(options, 'options'),
    },
  };
}

function examplesFor(set: Devset<object>, rootDir: string): readonly object[] {
  try {
    return examplesOf(set, rootDir);
  } catch (error) {
    throw error instanceof DspexError ? invalid(error.parts.what, error.parts.why, error) : error;
  }
}

/** The metric as Python knows it, and the function behind it. */
class AskedMetric {
  readonly shape: { kind: string; path?: string } | null;
  readonly functions: Record<string, ToolFunction> | undefined;
  /** What the test's own function threw, as it was thrown. */
  failed: { readonly error: unknown } | undefined;

  constructor(metric: OptimizeMetric<object, unknown> | undefined) {
    if (typeof metric === 'function') this.functions = { metric: this.functionOf(metric) };
    this.shape = typeof metric === 'string' ? { kind: 'python', path: metric } : metric === undefined ? null : { kind: 'node' };
  }

  private functionOf(metric: (example: object, outputs: unknown, about: About) => unknown): ToolFunction {
    return async (wire) => {
      const { example, outputs, ...about } = decodeRecord(wire) as unknown as About & { example: object; outputs: unknown };
      try {
        return encodeValues(measureOf(await metric(example, outputs, about)), 'the score');
      } catch (error) {
        this.failed ??= { error };
        throw error;
      }
    };
  }
}

function measureOf(given: unknown): unknown {
  const score = typeof given === 'object' && given !== null ? (given as { score?: unknown }).score : given;
  if (typeof score === 'boolean' || (typeof score === 'number' && !Number.isNaN(score))) return given;
  throw invalid(
    `The metric gave ${typeof given === 'object' || typeof given === 'string' ? writeExactly(given) : String(given)}.`,
    'a score is a number or a boolean, or an object { score, feedback }',
  );
}

function placeOf(program: object, role: string): ProgramAddress {
  const at = addressOf(program);
  if (at !== undefined) return at;
  throw invalid(`${role} is no program of dspex.`, 'its handle comes from createProgram, loadModule or optimize');
}

/** What becomes one program lives in one process. */
function oneSession(places: readonly ProgramAddress[]): [ProgramAddress] {
  const [first] = places;
  if (first === undefined) throw invalid('No program was given.', 'an optimiser makes a program of others');
  const isApart = places.some(({ address }) => address.session !== first.address.session);
  if (!isApart) return [first];
  throw invalid('The programs are of several sessions.', 'programs that become one live in one session');
}

function invalid(what: string, why: string, cause?: unknown): DspexError {
  const next = "dspex.optimize(program, { optimizer: 'BootstrapFewShot', trainset: 'train.jsonl', metric })";
  return new DspexError({ code: 'OPTIMIZE_INVALID', what, why, next, cause });
}
