import { type Command, Option } from 'commander';
import { CI_SERVICES, type CiService } from './init/ci';
import { init } from './init/init';

interface InitOptions {
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly ci?: CiService;
}

/** `init`, on the project in the working directory. */
export function addInitCommand(program: Command): void {
  program
    .command('init')
    .description('sets a project up: config of Jest, types, a first green test; shows what it changes')
    .option('--yes', 'writes without asking')
    .addOption(new Option('--ci <service>', 'the three layers as jobs, too').choices(CI_SERVICES))
    .option('--json', 'as JSON, for other programs')
    .addHelpText('after', '\nWhat is there stays as it is: it can be run again at any time. Nothing is installed.')
    .action(async ({ yes = false, json = false, ci }: InitOptions) => init({ cwd: process.cwd(), env: process.env, yes, json, ci }));
}
