import { type Cassette, fromLines } from '../lm/cassettes/cassette';
import { readableRequest } from '../lm/cassettes/readable-request';
import { requestOf } from '../lm/cassettes/recorded-request';
import { DspexError } from '../shared/errors';
import type { ListedCassette } from './cassette-state';
import { namedCassettes } from './named-cassettes';
import { say, sayJson } from './terminal/say';

interface Wanted {
  readonly name: string;
  readonly cwd: string;
  readonly asJson: boolean;
}

/** Throws CASSETTE_NOT_FOUND. */
export function showCassettes(found: readonly ListedCassette[], { name, cwd, asJson }: Wanted): void {
  const wanted = namedCassettes(found, name, cwd);
  if (wanted.length === 0) throw noSuchCassette(name, found.length);
  if (asJson) sayJson(wanted.map(({ shown, cassette }) => ({ path: shown, cassette })));
  else
    for (const { shown, cassette, problem } of wanted)
      say(`# ${shown}\n${cassette === null ? `cannot be read: ${problem}` : textOf(cassette)}\n`);
}

function textOf({ reply, recordedAt, durationMs, ...rest }: Cassette): string {
  const asked = readableRequest(requestOf({ reply, recordedAt, durationMs, ...rest }));
  return [asked, `reply: (${recordedAt}, ${durationMs} ms)`, replyText(reply)].join('\n');
}

function replyText(reply: Cassette['reply']): string {
  if (reply.kind !== 'message') return JSON.stringify(reply, null, 2);
  const calls = reply.toolCalls.map((tool) => `→ ${tool.name}(${JSON.stringify(tool.arguments)})`);
  const left = reply.left ? ['… (its program left the stream here)'] : [];
  const thoughts = reply.thinking === null ? [] : [`(thought: ${fromLines(reply.thinking)})`];
  return [...thoughts, ...(reply.text === null ? [] : [fromLines(reply.text)]), ...calls, ...left].join('\n');
}

function noSuchCassette(name: string, count: number): DspexError {
  return new DspexError({
    code: 'CASSETTE_NOT_FOUND',
    what: `No cassette is called "${name}".`,
    why: `none of the ${count} of this project has a key that begins so, lies there, or belongs to such a test file`,
    next: 'npx dspex-jest cassettes list',
  });
}
