import type { Command, CommanderError } from 'commander';
import { DspexError } from '../shared/errors';
import { quoted } from '../shared/jest-command';
import { nearestName } from '../shared/nearest';

/** What was typed that no command understands, as an error whose last line may be typed instead. */
export function usageError({ message }: CommanderError, program: Command, typed: readonly string[]): DspexError {
  const [first = '', ...rest] = message.replace(/^error: /, '').split('\n');
  // What an option says of its value comes behind commander's own sentence.
  const what = first.replace(/(?<=is invalid\. )\p{L}/u, (letter) => letter.toUpperCase());
  const { command, path } = addressed(program, typed);
  return new DspexError({
    code: 'USAGE_INVALID',
    what: `${what.charAt(0).toUpperCase()}${what.slice(1).replace(/\.$/, '')}.`,
    why: whyOf(command, path),
    next: corrected(`${what} ${rest.join(' ')}`, typed, program) ?? [...path, '--help'].join(' '),
  });
}

/** The command that the words lead to, as far as they lead. */
function addressed(program: Command, typed: readonly string[]): { command: Command; path: string[] } {
  let command = program;
  const path = ['npx', program.name()];
  for (const word of typed) {
    const next = command.commands.find((candidate) => candidate.name() === word);
    if (next === undefined) break;
    command = next;
    path.push(word);
  }
  return { command, path };
}

function whyOf(command: Command, path: readonly string[]): string {
  const names = command.commands.map((one) => one.name());
  if (names.length > 0) return `${path.join(' ')} has: ${names.join(', ')}`;
  return `it is used as: ${path.join(' ')} ${command.usage()}`;
}

/** The line with the word that was meant: as commander proposes it, or a command that stands one level below. */
function corrected(message: string, typed: readonly string[], program: Command): string | null {
  const [, value, choices] = /argument '([^']*)' is invalid\. Allowed choices are (.*?)\./.exec(message) ?? [];
  const wrong = value ?? /^unknown (?:command|option) '([^']+)'/.exec(message)?.[1];
  if (wrong === undefined) return null;
  const words = choices === undefined ? meantBy(wrong, message, program) : [nearestOf(wrong, choices.split(', '))];
  if (words === null) return null;
  return ['npx', program.name(), ...typed.flatMap((word) => (word === wrong ? words : [word])).map(quoted)].join(' ');
}

/** `junit` is near to `init`, and is `report junit`: a name that is one below goes before one that is near. */
function meantBy(wrong: string, message: string, program: Command): string[] | null {
  const near = /\(Did you mean (?:one of )?([^,?]+)/.exec(message)?.[1];
  return below(program, (names) => (names.includes(wrong) ? wrong : null)) ?? (near === undefined ? nearBelow(wrong, program) : [near]);
}

/** The first where none is near: the line has to work. */
function nearestOf(word: string, choices: readonly string[]): string {
  return nearestName(word, choices) ?? choices[0] ?? word;
}

function nearBelow(wrong: string, program: Command): string[] | null {
  return below(program, (names) => nearestName(wrong, names));
}

function below(program: Command, find: (names: readonly string[]) => string | null): string[] | null {
  for (const group of program.commands) {
    const name = find(group.commands.map((command) => command.name()));
    if (name !== null) return [group.name(), name];
  }
  return null;
}
