import type createDebug from 'debug';

export type DebugChannel = 'bridge' | 'host' | 'lm' | 'process' | 'door';

/** What takes the secrets out of a line. */
export interface DebugRedactor {
  readonly text: (text: string) => string;
  value<T>(value: T): T;
}

/** Not below `dspex:`, which is asked for as a whole: bodies are long. */
const BODIES = 'dspex-bodies';
const SHOWN_CHARACTERS = 200;

// Loaded where somebody asks for something only: every worker would pay for it.
const load = (): typeof createDebug => require('debug') as typeof createDebug;
const make = process.env.DEBUG ? load() : undefined;
const bodies = make?.(BODIES);
const channels = new Map<DebugChannel, createDebug.Debugger>();

// One process writes to one stderr, whatever file it is at.
let redactor: DebugRedactor | undefined;

/** From now on lines are cleaned by this. Nothing is remembered where nobody listens: it leads to the sandbox of a file. */
export function redactDebugWith(given: DebugRedactor): void {
  if (make !== undefined) redactor = given;
}

/** True where `DEBUG` names the channel, as `DEBUG=dspex:*` names each. */
export function isDebugged(channel: DebugChannel): boolean {
  return make !== undefined && channelOf(make, channel).enabled;
}

/** Says a line on stderr; `line` is called only where somebody listens. */
export function debug(channel: DebugChannel, line: () => string): void {
  if (make === undefined || !isDebugged(channel)) return;
  channelOf(make, channel)(
    '%s',
    cleaned((given) => given.text(line())),
  );
}

/** A payload as the end of a line: its beginning, or all of it where DEBUG names dspex-bodies, too. */
export function bodyText(body: unknown): string {
  // Cleaned before it is cut: half a secret looks like none.
  const text = cleaned((given) => given.text(JSON.stringify(given.value(body)) ?? ''));
  return bodies?.enabled || text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS)}…`;
}

function cleaned(clean: (by: DebugRedactor) => string): string {
  return redactor === undefined ? '(not shown: what is secret here is not known yet)' : clean(redactor);
}

function channelOf(from: typeof createDebug, channel: DebugChannel): createDebug.Debugger {
  const made = channels.get(channel) ?? from(`dspex:${channel}`);
  channels.set(channel, made);
  return made;
}
