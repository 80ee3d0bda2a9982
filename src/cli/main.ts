#!/usr/bin/env node
import { CommanderError } from 'commander';
import { isDspexError } from '../shared/errors';
import { wordsFor } from './asked-help';
import { makeProgram } from './program';
import { heedReaders } from './terminal/heed-readers';
import { sayJson } from './terminal/say';
import { usageError } from './usage';

/** A command that nobody understands, as other programs of a shell say it. */
const WRONG_USAGE = 2;

heedReaders();
const program = makeProgram();
const typed = wordsFor(program, process.argv.slice(2));
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

/** A person reads it on standard error, and a program that was promised JSON finds it on standard output. */
function fail(error: unknown, exitCode: number): void {
  process.stderr.write(`${isDspexError(error) ? error.message : ((error as Error).stack ?? String(error))}\n`);
  if (typed.includes('--json')) sayJson({ error: isDspexError(error) ? error.toWire() : { what: String(error) } });
  process.exitCode = exitCode;
}
