#!/usr/bin/env node
import { Command } from 'commander';
import { isDspexError } from '../shared/errors';
import { addCassetteCommands } from './cassettes';

const program = new Command('dspex-jest').description('Looks after the recordings of language model calls in a Jest project.');
addCassetteCommands(program.command('cassettes').description('recorded LM calls: list, show, verify, prune, record'));

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${isDspexError(error) ? error.message : ((error as Error).stack ?? String(error))}\n`);
  process.exitCode = 1;
});
