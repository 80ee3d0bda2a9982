import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as textOf } from 'node:stream/consumers';

/** What the provider says to whoever asks: a body, or the events of a stream. */
export interface Script {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** In the place of a body in JSON. */
  readonly text?: string;
  readonly events?: readonly object[];
  /** The connection ends in the middle of the body. */
  readonly breaksOff?: boolean;
}

/** A provider on loopback that says what it is told to, over any path. */
export class ScriptedProvider {
  script: Script = {};
  /** The last request. */
  asked = { path: '', body: '', headers: {} as IncomingHttpHeaders };
  private readonly server: Server = createServer({ keepAliveTimeout: 0 }, async (request, response) => {
    const { status = 200, headers = {}, body, text, events, breaksOff } = this.script;
    this.asked = { path: request.url ?? '', body: await textOf(request), headers: request.headers };
    const type = events === undefined ? 'application/json' : 'text/event-stream';
    const said = text ?? (events === undefined ? JSON.stringify(body) : written(events));
    response.writeHead(status, { 'content-type': type, ...(breaksOff && { 'content-length': said.length + 1 }), ...headers });
    if (breaksOff) response.write(said, () => request.socket.destroy());
    else response.end(said);
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
