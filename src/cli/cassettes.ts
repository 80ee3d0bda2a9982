import type { Command } from 'commander';
import { harmlessBy } from '../lm/secrets/not-secret';
import { Redactor } from '../lm/secrets/redact';
import { cassettesOf, type ListedCassette } from './cassette-state';
import { listCassettes } from './list-cassettes';
import { type CassetteProject, cassetteProjects } from './projects';
import { pruneCassettes } from './prune-cassettes';
import { showCassettes } from './show-cassettes';
import { verifyCassettes } from './verify-cassettes';

/** `list`, `show`, `verify` and `prune`, on the Jest project in the working directory. */
export function addCassetteCommands(cassettes: Command): void {
  cassettes
    .command('list')
    .description('all cassettes, by test, with what is wrong with them')
    .option('--json', 'as JSON, for other programs')
    .action(async ({ json }: { json?: boolean }) => listCassettes(await all(), json === true));
  cassettes
    .command('show <key>')
    .description('the prompt and the reply of a cassette, as text')
    .addHelpText('after', '\n<key> is a key, the beginning of one, or the path of a file.')
    .option('--json', 'the whole recording, as JSON')
    .action(async (key: string, { json }: { json?: boolean }) => showCassettes(await all(), key, json === true));
  cassettes
    .command('verify')
    .description('for CI: ends with 1 on a secret, on a file that cannot be read, and on a cassette whose test or test file is gone')
    .option('--json', 'what is wrong, as JSON')
    .action(async ({ json }: { json?: boolean }) => verifyCassettes(await all(), json === true));
  addPrune(cassettes);
}

function addPrune(cassettes: Command): void {
  cassettes
    .command('prune')
    .description('removes cassettes whose test or test file is gone or did not ask for them; files those of renamed tests anew')
    .addHelpText(
      'after',
      '\nWhat tests ask for is known from their last run on this machine: run Jest first. Without --yes it only tells what it would do.',
    )
    .option('--yes', 'does it')
    .action(async ({ yes }: { yes?: boolean }) => pruneCassettes(await all(), yes === true));
}

/** The cassettes of all projects that the config of Jest names. */
async function all(): Promise<ListedCassette[]> {
  const cwd = process.cwd();
  const projects = await cassetteProjects(cwd, process.env);
  const found = await Promise.all(
    projects.map((project) => cassettesOf(project, { redactor: redactorOf(project), env: process.env, cwd })),
  );
  return found.flat();
}

function redactorOf({ notSecret }: CassetteProject): Redactor {
  return new Redactor(process.env).sparing(harmlessBy(notSecret));
}
