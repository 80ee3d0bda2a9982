import type { Command } from 'commander';
import { makeProgram } from '../../../src/cli/program';

const inclGroups = (command: Command): Command[] => [command, ...command.commands.flatMap(inclGroups)];
const all = inclGroups(makeProgram()).map((command) => [pathOf(command), command] as const);
const leaves = all.filter(([, { commands }]) => commands.length === 0);

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

/** As it is printed, with what stands below the options. */
function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => 80 }).outputHelp();
  return text;
}

// Fails when a command cannot be read by another program.
test.each(leaves)('%s has --json', (_, { options }) => {
  expect(options.map(({ long }) => long)).toContain('--json');
});

// Fails when help runs out of a terminal of 24 lines.
test.each(all)('the help of %s fits a screen', (_, command) => {
  expect(helpOf(command).trimEnd().split('\n').length).toBeLessThanOrEqual(24);
});
