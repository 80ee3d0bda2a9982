import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { type CheckOptions, checkReport } from './check-report';
import { type JunitOptions, writeJunit } from './junit-report';
import { mergeInto } from './merge-into';
import { openPage } from './open-page';
import { reportFolder } from './report-folder';

const FOLDER = '.dspex/report';

/** The commands on reports of runs. */
export function addReportCommands(program: Command): void {
  const report = program.command('report').description('opens, merges and checks the reports of runs');
  add(report, 'open [folder]', 'opens the page of the last run in a browser').action(
    async (folder: string | undefined, { json = false }: { json?: boolean }) => openPage(await reportFolder(folder), json),
  );
  add(report, 'merge <reports...>', "makes one report of those of a run's shards")
    .addHelpText('after', '\n<reports>: report.json files, or folders that hold one. Of a test that several have, the worst counts.')
    .option('--out <folder>', 'where the merged report goes', FOLDER)
    .action((paths: string[], { out, json = false }: { out: string; json?: boolean }) => mergeInto(paths, resolve(out), json));
  addCheck(report);
  add(report, 'junit [report]', "the results as JUnit's XML")
    .option('--out <file>', 'writes it there, not to standard output')
    .action(async (path: string | undefined, options: JunitOptions) => writeJunit(await reportFolder(path), options));
}

function addCheck(report: Command): void {
  add(report, 'check [report]', 'for CI: ends with 1 where a run is beyond a limit')
    .option('--min-pass-rate <part>', 'of the tests that ran: 0.95, or 95%', parsePart)
    .option('--max-cost <usd>', 'what real calls may have cost', parseNumber)
    .option('--max-misses <n>', 'LM calls that nothing answered', parseNumber)
    .option('--max-unused-rules <n>', 'rules that answered nothing', parseNumber)
    .option('--max-score-drop <part>', 'what an evaluation may score below the last time', parsePart)
    .action(async (path: string | undefined, options: CheckOptions) => checkReport(await reportFolder(path), path, options));
}

function add(report: Command, name: string, description: string): Command {
  return report.command(name).description(description).allowExcessArguments(false).option('--json', 'as JSON, for other programs');
}

/** `0.95`, or `95%`. */
function parsePart(text: string): number {
  const part = text.endsWith('%') ? parseNumber(text.slice(0, -1)) / 100 : parseNumber(text);
  if (part > 1) throw new InvalidArgumentError('it is a part of one: 0.95, or 95%');
  return part;
}

function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) throw new InvalidArgumentError('it is a number from 0 on');
  return value;
}
