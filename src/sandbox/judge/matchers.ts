import { currentContext } from '../facade/current-context';
import { remadeLater } from '../facade/own-realm';
import { type Judge, judged, type SatisfyOptions } from './judge';
import { judgedText } from './judged-text';

const MOST_TEXT = 600;

interface Result {
  readonly pass: boolean;
  message(): string;
}

/** The matcher of a judge, as `matcher-types` documents it. */
export const judgeMatchers = {
  toSatisfy(value: unknown, judge: Judge | string | ((value: never) => unknown), options: SatisfyOptions = {}): Result | Promise<Result> {
    // As jest-extended has it, whose matcher has the same name.
    if (typeof judge === 'function') return byFunction(value, judge);
    return byJudge(value, judge, options);
  },
};

function byFunction(value: unknown, satisfies: (value: never) => unknown): Result | Promise<Result> {
  const said = satisfies(value as never) as { then?: unknown } | undefined;
  if (typeof said?.then === 'function') return Promise.resolve(said).then((later) => resultOf(value, satisfies, later));
  return resultOf(value, satisfies, said);
}

function resultOf(value: unknown, satisfies: { readonly name: string }, said: unknown): Result {
  const pass = said === true;
  const name = satisfies.name === '' ? 'the function' : satisfies.name;
  return { pass, message: () => `Expected ${shown(value)} ${pass ? 'not ' : ''}to satisfy ${name}.` };
}

async function byJudge(value: unknown, judge: Judge | string, options: SatisfyOptions): Promise<Result> {
  const { isSatisfied: pass, outputs } = await remadeLater(() => judged(value, judge, options));
  const asked = typeof judge === 'string' ? JSON.stringify(judge) : `the judge ${judge.id}`;
  const atLeast = options.atLeast === undefined ? '' : ` (at least ${options.atLeast})`;
  const said = Object.entries(outputs).map(([name, output]) => `  ${name}: ${shown(output)}`);
  const lines = [`Expected ${pass ? 'not ' : ''}to satisfy ${asked}${atLeast}:`, `  ${shown(value)}`, 'The judge said:', ...said];
  return { pass, message: () => currentContext().lm.redact(lines.join('\n')) };
}

function shown(value: unknown): string {
  const text = judgedText(value, 0);
  return text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text;
}
