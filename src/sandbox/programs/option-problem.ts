import { nearestName } from '../../shared/nearest';

/** What the value of an option is, in words, and how to tell. */
export interface KnownOption {
  is(value: unknown): boolean;
  readonly what: string;
}

/** What is wrong with the first option that has a value it cannot have; null where all are well. One that is undefined is not there. */
export function optionProblem(options: object, known: Readonly<Record<string, KnownOption>>): { what: string; why: string } | null {
  if (typeof options !== 'object' || options === null) return { what: `The options are ${String(options)}.`, why: 'they are an object' };
  for (const [name, option] of Object.entries(known)) {
    const value = (options as Record<string, unknown>)[name];
    if (value !== undefined && !option.is(value)) return { what: `The option ${name} is ${shown(value)}.`, why: option.what };
  }
  return null;
}

/** Whether it is an object of named values: no list, and nothing else that has a type of its own. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return Object.prototype.toString.call(value) === '[object Object]';
}

/** What is wrong with the names of options: one that nobody reads would be lost in silence. `of`: whose they are. */
export function unknownOption(options: object, known: readonly string[], of: string): { what: string; why: string } | null {
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown === undefined) return null;
  const nearest = nearestName(unknown, known);
  const hint = nearest === null ? '' : `did you mean ${nearest}? `;
  return { what: `Unknown option "${unknown}" of ${of}.`, why: `${hint}it takes: ${known.join(', ')}` };
}

function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
