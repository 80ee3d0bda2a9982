import type { Command } from 'commander';
import { typedProjects } from './config/projects';
import { type TypesOptions, writeTypes } from './write-types';

/** `types`, on the Jest project in the working directory. */
export function addTypesCommand(program: Command): void {
  program
    .command('types [modules...]')
    .description('writes a declaration file that types loadModule by the signatures of your Python modules')
    .option('--out <file>', 'the declaration file', 'dspex-modules.d.ts')
    .option('--check', 'for CI: writes nothing, and ends with 1 when the file is not what would be written')
    .option('--json', 'as JSON, for other programs')
    .addHelpText('after', "\nWithout modules ('pkg.mod:Class'), those that loadModule is called with in your sources.")
    .action(async (modules: string[], options: TypesOptions) =>
      writeTypes(await typedProjects(process.cwd(), process.env), modules, options),
    );
}
