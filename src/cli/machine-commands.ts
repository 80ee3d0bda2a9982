import type { Command } from 'commander';
import { doctor } from './doctor/doctor';
import { sweep } from './doctor/sweep';

interface Json {
  readonly json?: boolean;
}

/** `doctor` and `sweep`, on this machine and the project in the working directory. */
export function addMachineCommands(program: Command): void {
  program
    .command('doctor')
    .description('looks at all that a run needs, and says what to type where something is wrong')
    .option('--json', 'as JSON, for other programs and for bug reports')
    .addHelpText(
      'after',
      '\nNode, Jest, its config, Python, DSPy, sockets, folders, limits, room, proxies, what killed runs left.\nEnds with 1 where something is wrong.',
    )
    .action(async ({ json = false }: Json) => doctor(process.cwd(), process.env, json));
  program
    .command('sweep')
    .description('ends and removes what runs that were killed have left on this machine')
    .option('--json', 'as JSON, for other programs')
    .addHelpText('after', '\nEvery run begins with it. Nothing of a run that is alive is touched.')
    .action(async ({ json = false }: Json) => sweep(json));
}
