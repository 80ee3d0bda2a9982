import { spawn } from 'node:child_process';
import type { Command } from 'commander';
import { fromLines } from '../lm/cassette';
import { CassetteFolder } from '../lm/cassette-folder';
import { readableRequest, requestOf } from '../lm/readable-request';
import { Redactor } from '../lm/redact';
import { DspexError } from '../shared/errors';
import { cassettesOf, type ListedCassette } from './cassette-state';
import { cassetteProjects, jestBin } from './projects';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** `list`, `show`, `verify`, `prune` and `record`, on the Jest project in the working directory. */
export function addCassetteCommands(cassettes: Command): void {
  cassettes
    .command('list')
    .description('all cassettes, by test, with what is wrong with them')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const found = await all();
      if (json) say(JSON.stringify(found.map(listed), null, 2));
      else list(found);
    });
  cassettes
    .command('show <key>')
    .description('the prompt and the reply of a cassette, as text; a key, its beginning, or a path')
    .action(async (key: string) => show(await all(), key));
  cassettes
    .command('verify')
    .description('exits with 1 on a secret, a file that cannot be read, or a cassette whose test file is gone')
    .action(async () => verify(await all()));
  cassettes
    .command('prune')
    .description('removes cassettes whose test file is gone, and those that the last whole run did not use')
    .option('--yes', 'really')
    .action(async ({ yes }: { yes?: boolean }) => prune(await all(), yes === true));
  cassettes
    .command('record <file>')
    .description('records the LM calls of a test file anew')
    .option('-t, --test-name <pattern>', "only tests whose name matches, as Jest's -t")
    .action(async (file: string, { testName }: { testName?: string }) => record(file, testName));
}

async function all(): Promise<ListedCassette[]> {
  const redactor = new Redactor(process.env);
  const projects = await cassetteProjects(process.cwd(), process.env);
  return (await Promise.all(projects.map((project) => cassettesOf(project, redactor, process.env)))).flat();
}

function listed({ shown, state, cassette }: ListedCassette): object {
  const { key, test, recordedAt, request } = cassette ?? {};
  return { path: shown, state, key, test, recordedAt, model: request?.model };
}

function list(found: readonly ListedCassette[]): void {
  let heading = '';
  for (const { cassette, state, shown } of found) {
    const test = cassette === null ? shown : `${cassette.test.file}  ${cassette.test.name ?? '(outside of a test)'}`;
    if (test !== heading) say(test);
    heading = test;
    const about =
      cassette === null ? '' : `${cassette.key}-${cassette.occurrence}  ${cassette.recordedAt.slice(0, 10)}  ${cassette.request.model}`;
    say(`  ${state.padEnd(8)}  ${about}`);
  }
  const wrong = found.filter(({ state }) => state !== 'ok');
  say(`${found.length} cassettes${wrong.length === 0 ? '' : `, ${wrong.length} to look at`}`);
}

function show(found: readonly ListedCassette[], key: string): void {
  const wanted = found.filter(
    ({ cassette, shown }) => shown === key || shown.endsWith(`/${key}`) || cassette?.key.startsWith(key.split('-')[0] as string),
  );
  if (wanted.length === 0) throw noSuchCassette(key, found.length);
  for (const { shown, cassette, problem } of wanted) {
    say(`# ${shown}`);
    if (cassette === null) {
      say(`cannot be read: ${problem}`);
      continue;
    }
    const { reply, recordedAt, durationMs } = cassette;
    say(readableRequest(requestOf(cassette)));
    say(`reply: (${recordedAt}, ${durationMs} ms)`);
    if (reply.kind !== 'message') say(JSON.stringify(reply, null, 2));
    else
      say(
        [
          reply.text === null ? '' : fromLines(reply.text),
          ...reply.toolCalls.map((tool) => `→ ${tool.name}(${JSON.stringify(tool.arguments)})`),
        ].join('\n'),
      );
    say('');
  }
}

function verify(found: readonly ListedCassette[]): void {
  const wrong = found.filter(({ state }) => state === 'secret' || state === 'corrupt' || state === 'orphaned');
  for (const { shown, state, problem } of wrong) say(`${state.padEnd(8)}  ${shown}${problem === null ? '' : `\n          ${problem}`}`);
  if (wrong.length === 0) {
    say(`${found.length} cassettes are in order.`);
    return;
  }
  say(`${wrong.length} of ${found.length} cassettes are not in order.`);
  say('next: delete and record again what holds a secret or cannot be read; npx dspex-jest cassettes prune --yes   # for orphans');
  process.exitCode = 1;
}

async function prune(found: readonly ListedCassette[], really: boolean): Promise<void> {
  const needless = found.filter(({ state }) => state === 'orphaned' || state === 'unused');
  for (const { shown, state, project, path } of needless) {
    say(`${state.padEnd(8)}  ${shown}`);
    if (really) await new CassetteFolder(project.folder).remove(path);
  }
  if (needless.length === 0) say('Nothing to remove: every cassette has its test file, and the last whole run used it.');
  else say(really ? `${needless.length} removed.` : `${needless.length} would be removed: npx dspex-jest cassettes prune --yes`);
}

function record(file: string, testName: string | undefined): Promise<void> {
  const args = [jestBin(process.cwd()), file, ...(testName === undefined ? [] : ['-t', testName])];
  const env = { TEST_MODE: 'integration', ...process.env, DSPEX_LM: 'record' };
  return new Promise((resolve, reject) => {
    const jest = spawn(process.execPath, args, { stdio: 'inherit', env });
    jest.once('error', reject);
    jest.once('close', (code) => {
      process.exitCode = code ?? 1;
      resolve();
    });
  });
}

function noSuchCassette(key: string, count: number): DspexError {
  return new DspexError({
    code: 'CASSETTE_NOT_FOUND',
    what: `No cassette is called "${key}".`,
    why: `none of the ${count} of this project has that key, its beginning, or that path`,
    next: 'npx dspex-jest cassettes list',
  });
}
