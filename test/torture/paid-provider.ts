import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Random } from './random';

const LONGEST_ANSWER_MS = 60;

/** Somebody who asks, until it is over. */
interface Finishing {
  readonly finished: Promise<unknown>;
}

export interface PaidProvider {
  readonly url: string;
  readonly server: Server;
  /** The prompt of each request, in order. */
  readonly paid: readonly string[];
  /** True when so many have come; false when nobody is left who could ask. */
  came(count: number, runs: readonly Finishing[]): Promise<boolean>;
}

/** It keeps its own books: a request that has come is paid for, whether its answer arrives or not. */
export async function openPaidProvider(random: Random): Promise<PaidProvider> {
  const paid: string[] = [];
  const watchers = new Set<() => void>();
  const server = createServer({ keepAliveTimeout: 0 }, async (request, response) => {
    const { messages } = JSON.parse(await text(request)) as { messages: { content: string }[] };
    const prompt = messages.at(-1)?.content as string;
    paid.push(prompt);
    for (const watcher of watchers) watcher();
    const message = { role: 'assistant', content: `you said: ${prompt}` };
    const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
    const body = {
      id: 'c',
      object: 'chat.completion',
      created: 0,
      model: 'local-model',
      choices: [{ index: 0, message, finish_reason: 'stop' }],
      usage,
    };
    setTimeout(
      () => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
      random.below(LONGEST_ANSWER_MS),
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const came = (count: number, runs: readonly Finishing[]): Promise<boolean> =>
    new Promise((settle) => {
      const look = (): void => {
        if (paid.length < count) return;
        watchers.delete(look);
        settle(true);
      };
      watchers.add(look);
      look();
      void Promise.all(runs.map((run) => run.finished)).then(() => settle(false));
    });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, server, paid, came };
}
