import { DspexError } from '../../shared/errors';
import { currentContext, type GetContext, request } from '../facade/current-context';
import { addressOf, type Program } from '../programs/program';
import { programsIn } from '../programs/programs';

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
  if (typeof judge === 'string') return judgedByCriterion(value, judge);
  const at = addressOf(judge);
  if (at === undefined) throw invalid('The judge is no program of dspex.', 'its handle comes from createProgram or loadModule');
  const inputs = inputsOf(value, await namesOf(at.owner, at.address), options.inputs ?? {});
  const { outputs } = await judge.execute(inputs);
  return { isSatisfied: verdictOf(outputs, options), outputs };
}

async function judgedByCriterion(value: unknown, criterion: string): Promise<Judgement> {
  const getContext: GetContext = currentContext;
  const { createProgram } = programsIn(getContext, () => getContext().sessionId);
  const program = await createProgram({ signature: BY_CRITERION, module: 'chain_of_thought' });
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  const { outputs } = await program.execute({ text, criterion });
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
