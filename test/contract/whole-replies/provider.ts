import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the provider says to whoever asks: a body, or the events of a stream. */
export interface Script {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** In the place of a body in JSON. */
  readonly text?: string;
  readonly events?: readonly object[];
}

/** A provider on loopback that says what it is told to, over any path. */
export class ScriptedProvider {
  script: Script = {};
  private readonly server: Server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    const { status = 200, headers = {}, body, text, events } = this.script;
    request.resume();
    const type = events === undefined ? 'application/json' : 'text/event-stream';
    response.writeHead(status, { 'content-type': type, ...headers });
    response.end(text ?? (events === undefined ? JSON.stringify(body) : written(events)));
  });

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

function written(events: readonly object[]): string {
  const isOpenAi = events.some((event) => 'object' in event);
  return [...events.map((event) => JSON.stringify(event)), ...(isOpenAi ? ['[DONE]'] : [])].map((data) => `data: ${data}\r\n\r\n`).join('');
}
