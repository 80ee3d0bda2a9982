import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { dspyAnswer } from '../e2e/provider';

const ANSWER = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: dspyAnswer({ answer: 'yes' }) }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
};

/** An OpenAI-compatible server that refuses as the prompt says: `<who how>`. It notes when who asked. */
export class RefusingServer {
  private readonly asked = new Map<string, number[]>();
  private readonly closed: string[] = [];

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => void this.serve(request, response));
  }

  static async start(): Promise<RefusingServer> {
    const server = createServer({ keepAliveTimeout: 0 });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new RefusingServer(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
  }

  /** The milliseconds between the requests of one who asked. */
  waits(who: string, how: string): number[] {
    const at = this.asked.get(`${who} ${how}`) ?? [];
    return at.slice(1).map((time, index) => time - (at[index] as number));
  }

  /** How many requests came of each who asked so. */
  counts(how: string): Record<string, number> {
    const found = [...this.asked].filter(([key]) => key.endsWith(` ${how}`));
    return Object.fromEntries(found.map(([key, times]) => [key.split(' ')[0], times.length]));
  }

  /** Those whose connection was closed before they had an answer. */
  get hungUp(): readonly string[] {
    return this.closed;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'GET') return void response.end(JSON.stringify({ asked: [...this.asked.keys()], closed: this.closed }));
    const [, who = '', how = ''] = /<(\w+) ([\w-]+)>/.exec(await text(request)) ?? [];
    const key = `${who} ${how}`;
    const times = this.asked.get(key) ?? [];
    this.asked.set(key, [...times, Date.now()]);
    response.once('close', () => response.writableFinished || this.closed.push(key));
    if (how === 'silent' || how === 'aborted') return;
    if (how === 'reset') return void request.socket.resetAndDestroy();
    const status = statusOf(how, times.length);
    const headers = { 'content-type': 'application/json', ...(how.endsWith('hint') && { 'retry-after': '1' }) };
    response.writeHead(status, headers).end(JSON.stringify(status === 200 ? ANSWER : { error: { message: how, code: null } }));
  }
}

function statusOf(how: string, before: number): number {
  if (how.startsWith('unavailable')) return 503;
  return how.endsWith('once') && before > 0 ? 200 : 429;
}
