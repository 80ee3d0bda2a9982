import type { Command } from 'commander';

const HELP = ['-h', '--help'];

/**
 * The words for commander. `help report open` is `report open --help`: its own command for help knows one level. And help of what there
 * is not would be the help of all else, and no error.
 */
export function wordsFor(program: Command, typed: readonly string[]): string[] {
  const at = typed.slice(0, 2).indexOf('help');
  const words = at < 0 ? [...typed] : [...typed.slice(0, at), ...typed.slice(at + 1), '--help'];
  return isKnown(program, words) ? words : words.filter((word) => !HELP.includes(word));
}

function isKnown(program: Command, words: readonly string[]): boolean {
  let command = program;
  for (const word of words) {
    if (command.commands.length === 0 || word.startsWith('-')) return true;
    const next = command.commands.find((one) => one.name() === word);
    if (next === undefined) return false;
    command = next;
  }
  return true;
}
