import { DspexError } from '../../shared/errors';
import { currentContext, type GetContext, request } from '../facade/current-context';
import { isPlainObject, type KnownOption, optionProblem, unknownOption } from '../programs/option-problem';
import { addressOf, type Program } from '../programs/program';
import { programsIn } from '../programs/programs';
import { judgedText } from './judged-text';

export interface SatisfyOptions {
  /** Further inputs of the judge, beside what is judged. */
  readonly inputs?: Readonly<Record<string, unknown>> | undefined;
  /** Which output of the judge is its verdict. Default: the only one that is a boolean, else the only number. */
  readonly output?: string | undefined;
  /** For a judge that gives a number: the least that is enough. */
  readonly atLeast?: number | undefined;
}

/** What a judge said. */
export interface Judgement {
  readonly isSatisfied: boolean;
  readonly outputs: Readonly<Record<string, unknown>>;
}

// biome-ignore lint/suspicious/noExplicitAny: a judge takes and gives what it likes
export type Judge = Program<any, any>;

/** Of a judge that a sentence makes: `dspex.lm.when({ criterion: /polite/ })` answers it. */
const BY_CRITERION = {
  inputs: { text: 'str', criterion: 'str' },
  outputs: { satisfied: 'bool' },
  instructions: 'Say whether the text satisfies the criterion. Go by the text alone.',
} as const;

/** Asks a judge about a value: a program, or a sentence that the value has to satisfy. */
export async function judged(value: unknown, judge: Judge | string, options: SatisfyOptions): Promise<Judgement> {
  refuseBroken(value, judge, options);
  if (typeof judge === 'string') return judgedByCriterion(value, judge);
  const at = addressOf(judge);
  if (at === undefined) throw invalid('The judge is no program of dspex.', 'its handle comes from createProgram or loadModule');
  const inputs = inputsOf(value, await namesOf(at.owner, at.address), options.inputs ?? {});
  const { outputs } = await judge.execute(inputs);
  return { isSatisfied: verdictOf(outputs, options), outputs };
}

const OPTIONS: Readonly<Record<keyof SatisfyOptions, KnownOption>> = {
  inputs: { is: isPlainObject, what: 'they are an object: what the judge gets beside the value' },
  output: { is: (value) => typeof value === 'string', what: 'it is the name of an output' },
  atLeast: { is: (value) => typeof value === 'number' && !Number.isNaN(value), what: 'it is a number' },
};

function refuseBroken(value: unknown, judge: Judge | string, options: SatisfyOptions): void {
  if (typeof (value as { then?: unknown } | null | undefined)?.then === 'function')
    throw invalid('A promise cannot be judged.', 'it is a value that is not there yet: await it, or write expect(…).resolves.toSatisfy(…)');
  const problem = typeof judge === 'string' ? forSentence(judge, options) : forProgram(options);
  if (problem !== null) throw invalid(problem.what, problem.why);
}

function forProgram(options: SatisfyOptions): { what: string; why: string } | null {
  return optionProblem(options, OPTIONS) ?? unknownOption(options, Object.keys(OPTIONS), 'toSatisfy');
}

function forSentence(judge: string, options: SatisfyOptions): { what: string; why: string } | null {
  if (judge.trim() === '') return { what: 'The sentence to be judged by is empty.', why: 'it says what the value has to satisfy' };
  const [name] = Object.keys(options);
  return name === undefined ? null : { what: `A sentence was given the option ${name}.`, why: 'options are for a judge that is a program' };
}

async function judgedByCriterion(value: unknown, criterion: string): Promise<Judgement> {
  const getContext: GetContext = currentContext;
  const { createProgram } = programsIn(getContext, () => getContext().sessionId);
  const program = await createProgram({ signature: BY_CRITERION, module: 'chain_of_thought' });
  const { outputs } = await program.execute({ text: judgedText(value), criterion });
  await program.delete();
  return { isSatisfied: outputs.satisfied, outputs };
}

async function namesOf(owner: GetContext, address: object): Promise<readonly string[] | null> {
  return ((await request(owner, 'input_names', address)) as { names: string[] | null }).names;
}

/** The fields of an object by their names; anything else is the one input that nothing else is for. */
function inputsOf(value: unknown, names: readonly string[] | null, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const fields = typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
  if (names === null) return { ...fields, ...given };
  const left = names.filter((name) => !(name in given));
  if (left.some((name) => name in fields)) return { ...picked(fields, left), ...given };
  const [only] = left;
  if (left.length === 1 && only !== undefined) return { ...given, [only]: value };
  const why = `its inputs are ${names.join(', ')}; given beside the value: ${Object.keys(given).join(', ') || 'none'}`;
  throw invalid('It is not known which input of the judge the value is.', why);
}

function picked(fields: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.filter((name) => name in fields).map((name) => [name, fields[name]]));
}

function verdictOf(outputs: Record<string, unknown>, { output, atLeast }: SatisfyOptions): boolean {
  const name = output ?? onlyOf(outputs, 'boolean') ?? onlyOf(outputs, 'number');
  const verdict = name === undefined ? undefined : outputs[name];
  if (typeof verdict === 'boolean') return verdict;
  if (typeof verdict === 'number' && atLeast !== undefined) return verdict >= atLeast;
  const why = `it gave ${Object.keys(outputs).join(', ') || 'nothing'}; a verdict is a boolean, or a number and \`atLeast\``;
  throw invalid('The judge gave no verdict.', why);
}

function onlyOf(outputs: Record<string, unknown>, type: 'boolean' | 'number'): string | undefined {
  const names = Object.keys(outputs).filter((name) => typeof outputs[name] === type);
  return names.length === 1 ? names[0] : undefined;
}

function invalid(what: string, why: string): DspexError {
  const next = "await expect(answer).toSatisfy('is polite'), or: toSatisfy(judge, { inputs: { question }, output: 'score', atLeast: 0.7 })";
  return new DspexError({ code: 'JUDGE_INVALID', what, why, next });
}
