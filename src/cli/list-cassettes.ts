import type { ListedCassette } from './cassette-state';
import { cassettes, say, sayJson } from './terminal/say';

export function listCassettes(found: readonly ListedCassette[], asJson: boolean): void {
  if (asJson) {
    sayJson(found.map(rowOf));
    return;
  }
  let heading = '';
  for (const listed of found) {
    const test = headingOf(listed);
    if (test !== heading) say(test);
    heading = test;
    say(lineOf(listed));
  }
  const wrong = found.filter(({ state }) => state !== 'ok');
  say(`${cassettes(found.length)}${wrong.length === 0 ? '' : `, ${wrong.length} to look at`}`);
}

/** What programs read of a cassette. */
export function rowOf({ shown, state, problem, cassette }: ListedCassette): object {
  const { key, occurrence, test, recordedAt, request } = cassette ?? {};
  return { path: shown, state, problem, key, occurrence, test, recordedAt, model: request?.model };
}

function headingOf({ cassette, shown }: ListedCassette): string {
  return cassette === null ? shown : `${cassette.test.file}  ${cassette.test.name ?? '(outside of a test)'}`;
}

function lineOf({ cassette, state, problem }: ListedCassette): string {
  const about =
    cassette === null ? '' : `${cassette.key}-${cassette.occurrence}  ${cassette.recordedAt.slice(0, 10)}  ${cassette.request.model}`;
  return `  ${state.padEnd(8)}  ${[about, ...(problem === null ? [] : [problem])].filter((part) => part !== '').join('  ')}`;
}
