#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { isDspexError } from '../shared/errors';
import { PACKAGE_VERSION } from '../shared/own-version';
import { addCassetteCommands } from './cassettes';
import { addCostsCommand } from './costs-command';
import { addInitCommand } from './init-command';
import { addMachineCommands } from './machine-commands';
import { addPythonCommands } from './python-commands';
import { addReportCommands } from './report/report-commands';
import { addTypesCommand } from './types-command';
import { usageError } from './usage';

/** A command that nobody understands, as other programs of a shell say it. */
const WRONG_USAGE = 2;

const program = new Command('dspex-jest')
  .description('For a Jest project that tests with @dspex/jest-preset.')
  .version(PACKAGE_VERSION)
  .exitOverride()
  // What is wrong is said in this package's own form.
  .configureOutput({ outputError: () => undefined });
addInitCommand(program);
addMachineCommands(program);
addPythonCommands(program);
addTypesCommand(program);
addCassetteCommands(program);
addReportCommands(program);
addCostsCommand(program);

const typed = process.argv.slice(2);
program.parseAsync(typed, { from: 'user' }).catch((error: unknown) => {
  if (error instanceof CommanderError) failOfUsage(error);
  else fail(error, isDspexError(error) && error.code === 'USAGE_INVALID' ? WRONG_USAGE : 1);
});

/** Help that was asked for is no error; where a command is missing, commander has printed the help. */
function failOfUsage(error: CommanderError): void {
  if (error.exitCode === 0) return;
  if (error.code === 'commander.help') process.exitCode = WRONG_USAGE;
  else fail(usageError(error, program, typed), WRONG_USAGE);
}

function fail(error: unknown, exitCode: number): void {
  process.stderr.write(`${isDspexError(error) ? error.message : ((error as Error).stack ?? String(error))}\n`);
  process.exitCode = exitCode;
}
