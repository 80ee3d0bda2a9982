import { type Command, InvalidArgumentError } from 'commander';
import { type CostsOptions, tellCosts } from './costs';

/** `costs`, of this machine. */
export function addCostsCommand(program: Command): void {
  program
    .command('costs')
    .description('what real LM calls cost, by file and model')
    .option('--month <yyyy-mm>', 'another month than this one', parseMonth)
    .option('--run', 'the last run alone')
    .option('--json', 'as JSON, for other programs')
    .addHelpText('after', '\nWhat was asked for and never settled counts at the most that it could cost. Budgets: the option `ledger`.')
    .action((options: CostsOptions) => tellCosts(options, process.env));
}

function parseMonth(text: string): string {
  if (/^\d{4}-(?:0[1-9]|1[0-2])$/.test(text)) return text;
  throw new InvalidArgumentError('A month is written as 2026-11.');
}
