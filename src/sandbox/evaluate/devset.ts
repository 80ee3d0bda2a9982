import { readFileSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { DspexError } from '../../shared/errors';
import { readExactly, withBigInts, writeExactly } from '../../shared/values/exact-json';
import { parseCsv } from './csv';

/** Examples in place, or the path of a JSON, JSONL or CSV file that has them; relative to Jest's rootDir, which `<rootDir>` names. */
export type Devset<E extends object = Record<string, unknown>> = readonly E[] | string;

/** The examples. Throws EVALUATE_INVALID for a file that cannot be read, and for a set that is empty or holds what is no example. */
export function examplesOf<E extends object>(devset: Devset<E>, rootDir: string): readonly E[] {
  const named = typeof devset === 'string' ? `The devset ${devset}` : 'The devset';
  const examples: unknown = typeof devset === 'string' ? readExamples(devset, rootDir) : devset;
  if (!Array.isArray(examples)) throw invalid(`${named} is no list.`, `it is ${kindOf(examples)}`);
  if (examples.length === 0) throw invalid(`${named} is empty.`, 'one example at least is wanted');
  const wrong = examples.findIndex((one) => typeof one !== 'object' || one === null || Array.isArray(one));
  if (wrong >= 0) throw invalid(`${named} has ${writeExactly(examples[wrong])} at place ${wrong}.`, 'an example is an object of fields');
  return examples as E[];
}

const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  '.json': jsonOf,
  '.jsonl': (text) => text.split(/\r?\n/).flatMap((line, at) => (line.trim() === '' ? [] : [parsedLine(line, at + 1)])),
  '.csv': parseCsv,
};

/** Integers beyond 2^53, such as ids, keep their digits: Python knows them as they are. */
function jsonOf(text: string): unknown {
  return withBigInts(readExactly(text));
}

function parsedLine(line: string, place: number): unknown {
  try {
    return jsonOf(line);
  } catch (error) {
    throw new SyntaxError(`line ${place}: ${(error as Error).message}`);
  }
}

function readExamples(path: string, rootDir: string): unknown {
  const file = resolve(rootDir, path.replace(/^<rootDir>/, rootDir));
  const read = READERS[extname(file).toLowerCase()];
  if (read === undefined) throw invalid(`The devset ${path} is no file of examples.`, `there are: ${Object.keys(READERS).join(', ')}`);
  try {
    // Excel and PowerShell write a byte order mark.
    return read(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    throw invalid(`The devset ${path} cannot be read.`, `${file}: ${(error as Error).message}`, error);
  }
}

/** What somebody gave in place of a list. */
function kindOf(given: unknown): string {
  if (typeof given !== 'object' || given === null) return String(given);
  const kind = Object.prototype.toString.call(given).slice('[object '.length, -1);
  return kind === 'Promise' ? 'a Promise: is an await missing?' : `a ${kind}: [...examples] makes a list of what can be iterated`;
}

function invalid(what: string, why: string, cause?: unknown): DspexError {
  const next = "dspex.evaluate(program, [{ question: '2 + 2', answer: '4' }], metric), or a path: '<rootDir>/test/tickets.jsonl'";
  return new DspexError({ code: 'EVALUATE_INVALID', what, why, next, cause });
}
