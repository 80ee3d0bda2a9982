import { LONGEST_TIMER_MS } from '../../shared/waits/real-timers';
import type { GetContext } from '../facade/current-context';
import { spawnProcess } from '../resources/started-process';
import { messagesOf } from './http-messages';
import { askedOf, awaited, mcpFailed, resultOf } from './mcp-problem';
import type { Asked, McpSpec, Transport } from './mcp-types';
import { isAnswerTo, type Message, replyTo, withVersion } from './messages';
import { optionsOf, TIMEOUT_MS } from './stdio-transport';

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

  async request(asked: Asked): Promise<Record<string, unknown>> {
    const id = ++this.count;
    const left = new AbortController();
    const giveUp = (): void => {
      left.abort();
      void this.notify('notifications/cancelled', { requestId: id }).catch(() => undefined); // It may be gone.
    };
    const message = await awaited(this.answer(id, asked, left.signal), asked, this.timeoutMs, giveUp);
    const result = resultOf(asked, message);
    if (typeof result.protocolVersion === 'string') this.session['mcp-protocol-version'] = result.protocolVersion;
    return result;
  }

  async notify(method: string, params: object): Promise<void> {
    await this.send({ method, params });
  }

  /** Requests of the server's that come before it are answered meanwhile. */
  private async answer(id: number, asked: Asked, signal: AbortSignal): Promise<Message> {
    const { method, params } = asked;
    const said: string[] = [];
    const response = await this.post({ id, method, params }, asked, signal);
    try {
      for await (const message of messagesOf(response, (text) => said.push(text))) {
        if (isAnswerTo(id, message)) return message;
        const reply = replyTo(message);
        if (reply !== undefined) await this.send(reply);
      }
    } catch (error) {
      throw this.broken(`The MCP server at ${this.url} did not finish its answer to ${askedOf(asked)}`, error);
    }
    const why = `it said: HTTP ${response.status} ${said.join('').slice(0, 300)}`;
    throw mcpFailed(`The MCP server at ${this.url} did not answer ${askedOf(asked)}.`, { why });
  }

  private async send(message: object): Promise<void> {
    const asked = { method: 'a message', params: {} };
    await (await this.post(message, asked, AbortSignal.timeout(Math.min(this.timeoutMs, LONGEST_TIMER_MS)))).text();
  }

  private async post(message: object, asked: Asked, signal: AbortSignal): Promise<Response> {
    const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...this.headers, ...this.session };
    try {
      const response = await fetch(this.url, { method: 'POST', headers, body: withVersion(message), signal });
      const id = response.headers.get('mcp-session-id');
      if (id !== null) this.session['mcp-session-id'] = id;
      return response;
    } catch (error) {
      throw this.broken(`No MCP server answers ${askedOf(asked)} at ${this.url}`, error);
    }
  }

  private broken(what: string, error: unknown): Error {
    const { cause = error } = error as { cause?: unknown };
    return mcpFailed(`${what}.`, { why: (cause as Error).message, next: `curl -i ${this.url}   # is it there?`, cause: error });
  }
}

function portOf({ port, protocol }: URL): number {
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}
