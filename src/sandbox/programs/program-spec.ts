import type { ModuleKind } from '../../shared/boundaries/bridge';
import { DspexError } from '../../shared/errors';
import { remade } from '../facade/own-realm';
import { isPlainObject, type KnownOption, optionProblem, unknownOption } from './option-problem';

const MODULES: Readonly<Record<ModuleKind, true>> = {
  predict: true,
  chain_of_thought: true,
  react: true,
  react_v2: true,
  code_act: true,
  program_of_thought: true,
  rlm: true,
};
const MODULE_NAMES = Object.keys(MODULES).join(', ');

const ID: KnownOption = { is: (value) => typeof value === 'string', what: 'it is a text' };
const TOOLS: KnownOption = { is: Array.isArray, what: 'it is a list of tools: [{ name, description, parameters, run }]' };
const KWARGS: KnownOption = { is: isPlainObject, what: 'it is an object of keyword arguments: { max_iters: 3 }' };

const OF_PROGRAM: Readonly<Record<string, KnownOption>> = {
  id: ID,
  module: { is: (value) => typeof value === 'string' && Object.hasOwn(MODULES, value), what: `it is one of: ${MODULE_NAMES}` },
  tools: TOOLS,
  options: KWARGS,
};
const OF_MODULE: Readonly<Record<string, KnownOption>> = {
  id: ID,
  args: { is: Array.isArray, what: 'it is a list of what the class is called with' },
  kwargs: KWARGS,
  tools: TOOLS,
};

/** Throws OPTION_INVALID for what no program can be made of, and for names that nobody reads. */
export function refuseBadSpec(spec: unknown): void {
  const known = ['signature', 'metadata', ...Object.keys(OF_PROGRAM)];
  refuse(spec, { of: 'a program', known, values: OF_PROGRAM, next: "dspex.createProgram({ signature: 'question -> answer' })" });
}

/** Throws OPTION_INVALID for options of `loadModule` that mean nothing. */
export function refuseBadLoad(options: unknown): void {
  const next = "dspex.loadModule('pkg.mod:Class', { kwargs: { max_iters: 3 } })   // what the class is called with";
  refuse(options, { of: 'loadModule', known: Object.keys(OF_MODULE), values: OF_MODULE, next });
}

interface Expected {
  readonly of: string;
  readonly known: readonly string[];
  readonly values: Readonly<Record<string, KnownOption>>;
  readonly next: string;
}

function refuse(given: unknown, { of, known, values, next }: Expected): void {
  const problem = isPlainObject(given)
    ? (unknownOption(given, known, of) ?? optionProblem(given, values))
    : { what: `What ${of} is made with is ${String(given)}.`, why: 'it is an object of options' };
  if (problem === null) return;
  remade(() => {
    throw new DspexError({ code: 'OPTION_INVALID', ...problem, next });
  });
}
