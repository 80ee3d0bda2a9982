import { type Command, Option } from 'commander';
import { harmlessBy } from '../lm/secrets/not-secret';
import { Redactor } from '../lm/secrets/redact';
import { cassettesOf, type ListedCassette } from './cassette-state';
import { type CassetteProject, cassetteProjects } from './config/projects';
import { listCassettes } from './list-cassettes';
import { type MigrateOptions, migrateCassettes } from './migrate-cassettes';
import { pruneCassettes } from './prune-cassettes';
import { type RefreshOptions, refreshCassettes } from './refresh-cassettes';
import { parseSample, parseSeed } from './sample';
import { secondOpinion } from './second-opinion';
import { showCassettes } from './show-cassettes';
import { verifyCassettes } from './verify-cassettes';

interface Json {
  readonly json?: boolean;
}

/** The commands on cassettes, for the Jest project in the working directory. */
export function addCassetteCommands(program: Command): void {
  const cassettes = program.command('cassettes').description('list, show, verify, prune, migrate and refresh cassettes');
  add(cassettes, 'list', 'all cassettes, by test, with what is wrong with them').action(async ({ json = false }: Json) =>
    listCassettes(await all(), json),
  );
  add(cassettes, 'show <name>', 'the prompt and the reply of cassettes, as text')
    .addHelpText('after', '\n<name>: a key or its beginning, a file or folder of cassettes, or a test file.')
    .action(async (name: string, { json = false }: Json) => showCassettes(await all(), { name, cwd: process.cwd(), asJson: json }));
  add(cassettes, 'verify', 'for CI: ends with 1 on a secret, a corrupt file or an orphan')
    .addHelpText('after', '\nA secretlint that the project has installed is asked for secrets, too.')
    .action(async ({ json = false }: Json) => {
      const found = await all();
      verifyCassettes(found, await secondOpinion(found, process.cwd()), json);
    });
  add(cassettes, 'prune', 'removes orphans and what is unused; files what renamed tests play anew')
    .addHelpText(
      'after',
      '\nWhat tests ask for is known from their last run here: run Jest first.\nWithout --yes it tells what it would do.',
    )
    .option('--yes', 'does it')
    .action(async ({ yes = false, json = false }: Json & { yes?: boolean }) => pruneCassettes(await all(), { really: yes, asJson: json }));
  addMigrate(cassettes);
  addRefresh(cassettes);
}

function addMigrate(cassettes: Command): void {
  add(cassettes, 'migrate', 'files recordings of version 1 under the keys that their calls have today')
    .addHelpText(
      'after',
      '\nWhat a call asks is known from the last run of its test here: run Jest first.\nWhere no run has played a recording, the request in its file counts.',
    )
    .option('--dry-run', 'tells what it would do')
    .action(async (options: MigrateOptions) => migrateCassettes(await all(), options));
}

function addRefresh(cassettes: Command): void {
  add(cassettes, 'refresh', 'asks the real model again for some, and tells what changed in shape')
    .addHelpText(
      'after',
      '\nFor a nightly job: it needs the key, keeps to the budget, and ends with 1 where\nsomething changed that is more than wording. Without --write no file changes.',
    )
    .addOption(new Option('--sample <part>', 'how many: a share, or a number').argParser(parseSample).default({ share: 0.05 }, '5%'))
    .option('--seed <n>', 'draws the same sample again', parseSeed)
    .option('--write', 'replaces the recordings that were asked for')
    .action(async (options: RefreshOptions) => refreshCassettes(await all(), options));
}

function add(cassettes: Command, name: string, description: string): Command {
  return cassettes.command(name).description(description).allowExcessArguments(false).option('--json', 'as JSON, for other programs');
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
