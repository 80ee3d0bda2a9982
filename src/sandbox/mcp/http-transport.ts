import { LONGEST_TIMER_MS } from '../../shared/waits/real-timers';
import type { GetContext } from '../facade/current-context';
import { spawnProcess } from '../resources/started-process';
import { mcpFailed, resultOf } from './mcp-problem';
import type { McpSpec, Transport } from './mcp-types';
import { answerIn, optionsOf } from './stdio-transport';

const TIMEOUT_MS = 10_000;

/** Streamable HTTP: each message is posted, the answer comes as JSON or as events. */
export async function httpTransport(getContext: GetContext, spec: McpSpec, openedAt: string): Promise<Transport> {
  const { url = '', command, args = [], timeoutMs = TIMEOUT_MS } = spec;
  if (command !== undefined) {
    const options = { ...optionsOf(spec), readyWhen: portOf(new URL(url)), readyTimeoutMs: timeoutMs };
    await spawnProcess(getContext, { command, args, options, openedAt });
  }
  return new HttpTransport(url, spec.headers ?? {}, timeoutMs);
}

class HttpTransport implements Transport {
  private count = 0;
  /** What the server wants to be told with each request, once it said so. */
  private readonly session: Record<string, string> = {};

  constructor(
    private readonly url: string,
    private readonly headers: Readonly<Record<string, string>>,
    private readonly timeoutMs: number,
  ) {}

  async request(method: string, params: object): Promise<Record<string, unknown>> {
    const id = ++this.count;
    const response = await this.post({ id, method, params });
    const text = await response.text();
    const answer = answersIn(text, response).find((one) => one.id === id);
    if (answer === undefined) throw mcpFailed(`${method} was not answered.`, `HTTP ${response.status} ${text.slice(0, 300)}`);
    const result = resultOf(method, answer);
    if (typeof result.protocolVersion === 'string') this.session['mcp-protocol-version'] = result.protocolVersion;
    return result;
  }

  async notify(method: string, params: object): Promise<void> {
    await (await this.post({ method, params })).text();
  }

  private async post(message: object): Promise<Response> {
    const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...this.headers, ...this.session };
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    const response = await this.sent({
      method: 'POST',
      headers,
      body,
      signal: AbortSignal.timeout(Math.min(this.timeoutMs, LONGEST_TIMER_MS)),
    });
    const id = response.headers.get('mcp-session-id');
    if (id !== null) this.session['mcp-session-id'] = id;
    return response;
  }

  private async sent(request: RequestInit): Promise<Response> {
    try {
      return await fetch(this.url, request);
    } catch (error) {
      const { cause = error } = error as { cause?: unknown };
      throw mcpFailed(`No MCP server answers at ${this.url}.`, (cause as Error).message, error);
    }
  }
}

function answersIn(text: string, response: Response): Record<string, unknown>[] {
  const isEvents = response.headers.get('content-type')?.includes('text/event-stream') === true;
  return (isEvents ? eventsIn(text) : [text]).map(answerIn).filter((answer) => answer !== undefined);
}

/** The data of each event, whose lines may be several. */
function eventsIn(text: string): string[] {
  return text.split(/\r?\n\r?\n/).map((event) =>
    event
      .split(/\r?\n/)
      .filter((line) => line.startsWith('data:'))
      .map((line) => line.slice(5).trimStart())
      .join('\n'),
  );
}

function portOf({ port, protocol }: URL): number {
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}
