#!/usr/bin/env node
import { Command } from 'commander';
import { isDspexError } from '../shared/errors';
import { addCassetteCommands } from './cassettes';

const program = new Command('dspex-jest').description(
  'Looks after the cassettes of a Jest project: recordings of LM calls that tests are answered by.',
);
addCassetteCommands(program.command('cassettes').description('list, show, verify and prune cassettes'));

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${isDspexError(error) ? error.message : ((error as Error).stack ?? String(error))}\n`);
  process.exitCode = 1;
});
