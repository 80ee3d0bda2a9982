import { type Cassette, fromLines } from '../lm/cassettes/cassette';
import { readableRequest } from '../lm/cassettes/readable-request';
import { requestOf } from '../lm/cassettes/recorded-request';
import { DspexError } from '../shared/errors';
import type { ListedCassette } from './cassette-state';
import { say } from './say';

/** Throws CASSETTE_NOT_FOUND. */
export function showCassettes(found: readonly ListedCassette[], key: string, asJson: boolean): void {
  const wanted = found.filter((listed) => isCalled(listed, key));
  if (wanted.length === 0) throw noSuchCassette(key, found.length);
  if (asJson)
    say(
      JSON.stringify(
        wanted.map(({ shown, cassette }) => ({ path: shown, cassette })),
        null,
        2,
      ),
    );
  else
    for (const { shown, cassette, problem } of wanted)
      say(`# ${shown}\n${cassette === null ? `cannot be read: ${problem}` : textOf(cassette)}\n`);
}

function isCalled({ shown, path, cassette }: ListedCassette, key: string): boolean {
  const file = key.replace(/^\.\//, '');
  if (shown === file || path === file || path.endsWith(`/${file}`)) return true;
  return cassette !== null && key !== '' && `${cassette.key}-${cassette.occurrence}`.startsWith(key);
}

function textOf({ reply, recordedAt, durationMs, ...rest }: Cassette): string {
  const asked = readableRequest(requestOf({ reply, recordedAt, durationMs, ...rest }));
  return [asked, `reply: (${recordedAt}, ${durationMs} ms)`, replyText(reply)].join('\n');
}

function replyText(reply: Cassette['reply']): string {
  if (reply.kind !== 'message') return JSON.stringify(reply, null, 2);
  const calls = reply.toolCalls.map((tool) => `→ ${tool.name}(${JSON.stringify(tool.arguments)})`);
  return [...(reply.text === null ? [] : [fromLines(reply.text)]), ...calls].join('\n');
}

function noSuchCassette(key: string, count: number): DspexError {
  return new DspexError({
    code: 'CASSETTE_NOT_FOUND',
    what: `No cassette is called "${key}".`,
    why: `none of the ${count} of this project has that key, its beginning, or that path`,
    next: 'npx dspex-jest cassettes list',
  });
}
