import { basename, dirname, join, relative } from 'node:path';
import { requestKey } from '../lm/cassettes/canonical-request';
import type { Cassette } from '../lm/cassettes/cassette';
import { CassetteFolder } from '../lm/cassettes/cassette-folder';
import { recordedRequest } from '../lm/cassettes/recorded-request';
import { requestToday } from '../lm/cassettes/request-today';
import { posixPath } from '../shared/posix-path';
import type { ListedCassette } from './cassette-state';
import { cassettes, say, sayJson } from './terminal/say';

export interface MigrateOptions {
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** A recording of version 1, and what becomes of it. `taken`: another one lies there already; this one plays on by its old key. */
interface Migration {
  readonly listed: ListedCassette;
  readonly outcome: 'rekeyed' | 'same_key' | 'taken';
  /** As the last run of its test asked, or as the file alone says. */
  readonly by: 'last_run' | 'file';
  /** Relative to the folder of cassettes. */
  readonly to: string;
  readonly request: Cassette['request'];
}

/** Files recordings of version 1 under today's keys. What keeps its key keeps its file, byte for byte; what cannot be read, or holds a secret, too. */
export async function migrateCassettes(found: readonly ListedCassette[], { dryRun = false, json = false }: MigrateOptions): Promise<void> {
  const places = new Set(found.map(({ project, path }) => join(project.root, path)));
  const migrations = found.filter(isFormer).map((listed) => migrationOf(listed, places));
  if (!dryRun) for (const migration of migrations) if (migration.outcome === 'rekeyed') await rekey(migration);
  if (json) sayJson({ done: !dryRun, of: found.length, ...counts(migrations), recordings: migrations.map(rowOf) });
  else tell(migrations, found.length, dryRun);
}

type Former = ListedCassette & { readonly cassette: Cassette };

function isFormer(listed: ListedCassette): listed is Former {
  return listed.cassette?.schemaVersion === 1 && listed.state !== 'secret';
}

/** `places`: of all recordings, those that are re-keyed before this one included. */
function migrationOf(listed: Former, places: Set<string>): Migration {
  const { project, path, former } = listed;
  const by = former === null ? 'file' : 'last_run';
  const { to, request } = former ?? todayOf(listed);
  if (to === path) return { listed, outcome: 'same_key', by, to, request };
  const place = join(project.root, to);
  if (places.has(place)) return { listed, outcome: 'taken', by, to, request };
  places.add(place);
  return { listed, outcome: 'rekeyed', by, to, request };
}

/** Where the request in the file has its place. */
function todayOf({ cassette, path }: Former): Pick<Migration, 'to' | 'request'> {
  const request = requestToday(cassette);
  return { to: join(dirname(path), `${requestKey(request)}-${cassette.occurrence}.json`), request: recordedRequest(request) };
}

async function rekey({ listed: { project, path, cassette }, to, request }: Migration): Promise<void> {
  const [key, occurrence] = basename(to, '.json').split('-') as [string, string];
  const folder = new CassetteFolder(project.root);
  const renewed = { ...cassette, schemaVersion: 2, key, occurrence: Number(occurrence), request };
  // The old one goes when the new one is there.
  if (await folder.keep(to, `${JSON.stringify(renewed, null, 2)}\n`)) await folder.remove(path);
}

function counts(migrations: readonly Migration[]): Record<'rekeyed' | 'sameKey' | 'taken' | 'notRun', number> {
  const count = (outcome: Migration['outcome']): number => migrations.filter((one) => one.outcome === outcome).length;
  const notRun = migrations.filter(({ by }) => by === 'file').length;
  return { rekeyed: count('rekeyed'), sameKey: count('same_key'), taken: count('taken'), notRun };
}

function rowOf({ listed, outcome, by, to }: Migration): object {
  return { path: listed.shown, outcome, by, to: shownTarget(listed, to) };
}

function shownTarget({ project }: ListedCassette, to: string): string {
  return posixPath(relative(process.cwd(), join(project.root, to)));
}

function tell(migrations: readonly Migration[], of: number, dryRun: boolean): void {
  for (const { listed, outcome, to } of migrations)
    if (outcome !== 'same_key') say(`${outcome.padEnd(8)}  ${listed.shown}\n       →  ${shownTarget(listed, to)}`);
  const { rekeyed, sameKey, taken, notRun } = counts(migrations);
  const taking = taken === 0 ? '' : `, ${taken} left where another recording answers already`;
  say(
    `${cassettes(of)}, ${migrations.length} of version 1: ${rekeyed} ${dryRun ? 'would be ' : ''}re-keyed, ${sameKey} with the same key${taking}.`,
  );
  if (dryRun && rekeyed > 0) say('next: npx dspex-jest cassettes migrate');
  if (notRun > 0)
    say(`${notRun} of them no last run has played here: the request in the file counted, which may lack settings. Run Jest first to know.`);
}
