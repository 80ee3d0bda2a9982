import { Command } from 'commander';
import { PACKAGE_VERSION } from '../shared/own-version';
import { addCassetteCommands } from './cassettes';
import { addCostsCommand } from './costs-command';
import { addInitCommand } from './init-command';
import { addMachineCommands } from './machine-commands';
import { addPythonCommands } from './python-commands';
import { addReportCommands } from './report/report-commands';
import { addTypesCommand } from './types-command';

/** All of `dspex-jest`. */
export function makeProgram(): Command {
  const program = new Command('dspex-jest')
    .description('For a Jest project that tests with @dspex/jest-preset.')
    .version(PACKAGE_VERSION, '-v, --version')
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
  for (const command of [program, ...program.commands]) command.helpCommand(false);
  return program;
}
