import type { ProcessFacade } from '../../shared/boundaries/facade';
import { quoted } from '../../shared/jest-command';
import type { GetContext } from '../facade/current-context';
import { spawnProcess } from '../resources/started-process';
import { askedOf, awaited, mcpFailed, resultOf } from './mcp-problem';
import type { Asked, McpSpec, Transport } from './mcp-types';
import { isAnswerTo, type Message, messagesIn, replyTo, withVersion } from './messages';

export const TIMEOUT_MS = 10_000;
const LINES_IN_ERRORS = 20;
const LONGEST_LINE = 500;

/** A line of JSON for each message, over the streams of a process that ends with the test. */
export async function stdioTransport(getContext: GetContext, spec: McpSpec, openedAt: string): Promise<Transport> {
  const { command = '', args = [] } = spec;
  const process = await spawnProcess(getContext, { command, args, options: optionsOf(spec), openedAt });
  return new StdioTransport(process, spec, getContext().lm.redact);
}

class StdioTransport implements Transport {
  private count = 0;
  private readonly waiting = new Map<number, (answer: Message) => void>();
  private readonly end: Promise<{ code: number | null; signal: string | null }>;

  constructor(
    private readonly process: ProcessFacade,
    private readonly spec: McpSpec,
    private readonly redact: (text: string) => string,
  ) {
    this.end = process.ended().then((text) => JSON.parse(text));
    process.eachLine((line) => {
      for (const message of messagesIn(line)) this.take(message);
    });
  }

  async request(asked: Asked): Promise<Record<string, unknown>> {
    const { method, params } = asked;
    const id = ++this.count;
    const answer = new Promise<Message>((resolve, reject) => {
      this.waiting.set(id, resolve);
      void this.end.then((end) => reject(this.ended(asked, end.signal ?? `exit code ${end.code}`)));
    });
    this.send({ id, method, params });
    const giveUp = (): void => this.send({ method: 'notifications/cancelled', params: { requestId: id } });
    const message = await awaited(answer, asked, this.spec.timeoutMs ?? TIMEOUT_MS, giveUp).finally(() => this.waiting.delete(id));
    return resultOf(asked, message);
  }

  async notify(method: string, params: object): Promise<void> {
    this.send({ method, params });
  }

  private take(message: Message): void {
    const reply = replyTo(message);
    if (reply !== undefined) this.send(reply);
    for (const [id, answered] of this.waiting) if (isAnswerTo(id, message)) answered(message);
  }

  private send(message: object): void {
    this.process.write(`${withVersion(message)}\n`);
  }

  private ended(asked: Asked, how: string): Error {
    const said = lastWords(this.process.output());
    return mcpFailed(`The MCP server did not answer ${askedOf(asked)}: it ended, with ${how}.`, {
      why: said === '' ? 'it said nothing beside the protocol' : 'see its last lines below',
      next: `${[this.spec.command ?? '', ...(this.spec.args ?? [])].map(quoted).join(' ')}   # starts it by hand`,
      ...(said === '' ? {} : { detail: this.redact(`The last lines it said:\n${said}`) }),
    });
  }
}

/** Without the messages of the protocol, which may be very long. */
function lastWords(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '' && !line.includes('"jsonrpc"'));
  return lines
    .slice(-LINES_IN_ERRORS)
    .map((line) => line.slice(0, LONGEST_LINE))
    .join('\n');
}

/** Without what is undefined: to `spawn` that means something. */
export function optionsOf({ cwd, env }: McpSpec): { cwd?: string; env?: Readonly<Record<string, string | undefined>> } {
  return { ...(cwd === undefined ? {} : { cwd }), ...(env === undefined ? {} : { env }) };
}
