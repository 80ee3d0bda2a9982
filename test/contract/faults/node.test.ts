/** @jest-environment ./test/contract/http-door/door-environment.ts */
import http from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { dspex } from '../../../src/sandbox';
import type { Client, Connection } from '../http-door/client';
import { sdks } from '../http-door/clients';
import { CHUNKS, cuts, errors, QUOTA } from './faults';

const doors: Record<string, () => Promise<string | undefined>> = {
  'the HTTP door': async () => undefined,
  'the gateway': async () => (await dspex.lm.gateway()).url,
};

// openai 6 does not know an error of another realm, which Node's fetch gives it in every Jest sandbox.
const GAVE_UP = /abort|timed? ?out|Connection error/i;

interface Told {
  readonly status?: number;
  readonly headers?: Headers;
  readonly message: string;
}

async function failureOf(work: Promise<unknown>): Promise<Told & Record<string, unknown>> {
  return work.then(
    (value) => {
      throw new Error(`it was answered: ${JSON.stringify(value)}`);
    },
    (error) => error,
  );
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

async function calledOnce(): Promise<void> {
  while (dspex.lm.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
}

// Each fails when a client sees another failure than its provider's, tries again by our doing, hangs, or is answered after all.
describe.each(Object.keys(doors).flatMap((door) => Object.keys(sdks).map((name) => [door, name] as const)))(
  'through %s, %s meets',
  (door, name) => {
    const connect = async (connection: Connection = {}): Promise<Client> =>
      (sdks[name] as (connection: Connection) => Client)({ maxRetries: 0, ...connection, baseUrl: await doors[door]?.() });

    test.each(errors)('$name ($status)', async ({ name: _, ...ordered }) => {
      const { status, retryAfterMs, code, quotaId } = ordered;
      dspex.lm.whenPrompt('go').replyWithError({ message: 'scripted', ...ordered });
      const error = await failureOf((await connect()).ask({ prompt: 'go' }));
      expect(error).toMatchObject({ status, message: expect.stringContaining('scripted') });
      if (retryAfterMs !== undefined && error.headers !== undefined)
        expect([error.headers.get('retry-after'), error.headers.get('retry-after-ms')]).toEqual([
          `${retryAfterMs / 1000}`,
          `${retryAfterMs}`,
        ]);
      if (code !== undefined && name.includes('openai')) expect(error).toMatchObject({ code });
      // Anthropic's errors have no place for the name of a quota.
      if (quotaId !== undefined && name !== '@anthropic-ai/sdk')
        expect(JSON.stringify([error.message, error.code, error.errorDetails])).toContain(QUOTA);
      expect(dspex.lm.calls).toMatchObject([{ error: { status } }]);
    });

    test('a malformed body, whole and streamed', async () => {
      dspex.lm.whenPrompt('go').replyWithFault('malformed');
      const client = await connect();
      expect((await failureOf(client.ask({ prompt: 'go' }))).message).toMatch(/JSON|pars/i);
      await failureOf(collect(client, []));
      expect(dspex.lm.calls).toHaveLength(2);
    });

    test('a dropped connection', async () => {
      dspex.lm.whenPrompt('go').replyWithFault('reset');
      const error = await failureOf((await connect()).ask({ prompt: 'go' }));
      expect(`${error.message} ${String(error.cause)} ${String((error.cause as Error | undefined)?.cause)}`).toMatch(
        /ECONNRESET|fetch failed|socket|Connection error/i,
      );
      expect(dspex.lm.calls).toHaveLength(1);
    });

    test('no answer: it may give up', async () => {
      dspex.lm.whenPrompt('go').replyWithFault('timeout');
      const giveUp = new AbortController();
      const asking = failureOf((await connect()).ask({ prompt: 'go' }, giveUp.signal));
      await calledOnce();
      giveUp.abort();
      expect((await asking).message).toMatch(/abort/i);
      expect(dspex.lm.calls).toHaveLength(1);
    });

    test('no answer: its own time limit ends it', async () => {
      dspex.lm.whenPrompt('go').replyWithFault('timeout');
      expect((await failureOf((await connect({ timeoutMs: 200 })).ask({ prompt: 'go' }))).message).toMatch(GAVE_UP);
    });

    test.each(cuts)('$name', async ({ cutAfter }) => {
      dspex.lm.whenPrompt('go').stream([...CHUNKS], { cutAfter });
      const pieces: string[] = [];
      await failureOf(collect(await connect(), pieces));
      expect(pieces).toEqual(CHUNKS.slice(0, cutAfter));
      expect(dspex.lm.calls).toHaveLength(1);
    });

    test('an answer that comes late', async () => {
      dspex.lm.whenPrompt('go').delay(30).reply('late');
      expect(await (await connect()).ask({ prompt: 'go' })).toMatchObject({ text: 'late' });
    });
  },
);

async function collect(client: Client, pieces: string[]): Promise<void> {
  for await (const piece of client.stream?.({ prompt: 'go' }) ?? []) if (piece !== '') pieces.push(piece);
}

// Fails when a request of Node's own, which has no signal of ours, cannot be given up.
describe.each(Object.keys(doors))('through %s, a request that gets no answer ends by', (door) => {
  const url = async (): Promise<string> => `${(await doors[door]?.()) ?? 'http://api.openai.com'}/v1/chat/completions`;
  const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'go' }] });
  beforeEach(() => dspex.lm.whenPrompt('go').replyWithFault('timeout'));

  test('the timeout of http.request', async () => {
    const request = http.request(await url(), { method: 'POST', timeout: 100 });
    const failed = failureOf(new Promise((resolve, reject) => request.on('response', resolve).on('error', reject)));
    request.on('timeout', () => request.destroy(new Error('given up'))).end(body);
    expect((await failed).message).toBe('given up');
  });

  test('destroy', async () => {
    const request = http.request(await url(), { method: 'POST' });
    const failed = failureOf(new Promise((resolve, reject) => request.on('response', resolve).on('error', reject)));
    request.end(body);
    await calledOnce();
    request.destroy(new Error('given up'));
    expect((await failed).message).toBe('given up');
  });

  test('the signal of fetch', async () => {
    expect((await failureOf(fetch(await url(), { method: 'POST', body, signal: AbortSignal.timeout(100) }))).message).toMatch(/abort/i);
  });

  test('the signal of fetch, though garbage was collected meanwhile', async () => {
    const giveUp = new AbortController();
    const asking = failureOf(fetch(await url(), { method: 'POST', body, signal: giveUp.signal }));
    await calledOnce();
    // Twice, with a turn between: what a weak reference was read for in this turn is kept until its end.
    for (let turn = 0; turn < 3; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      collectGarbage();
    }
    giveUp.abort();
    expect((await asking).message).toMatch(/abort/i);
  }, 10_000);
});
