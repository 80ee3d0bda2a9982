#!/usr/bin/env node
import { Command } from 'commander';
import { isDspexError } from '../shared/errors';
import { addCassetteCommands } from './cassettes';
import { addTypesCommand } from './types-command';

const program = new Command('dspex-jest').description(
  'For a Jest project that tests with @dspex/jest-preset: its cassettes, and the types of its Python modules.',
);
addTypesCommand(program);
addCassetteCommands(program.command('cassettes').description('list, show, verify and prune cassettes'));

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${isDspexError(error) ? error.message : ((error as Error).stack ?? String(error))}\n`);
  process.exitCode = 1;
});
