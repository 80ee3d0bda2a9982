import type { GetContext } from '../facade/current-context';
import { spawnProcess } from '../resources/started-process';
import { resultOf } from './mcp-problem';
import type { McpSpec, Transport } from './mcp-types';

const TIMEOUT_MS = 10_000;

/** A line of JSON for each message, over the streams of a process that ends with the test. */
export async function stdioTransport(getContext: GetContext, spec: McpSpec, openedAt: string): Promise<Transport> {
  const { command = '', args = [], timeoutMs = TIMEOUT_MS } = spec;
  const process = await spawnProcess(getContext, { command, args, options: optionsOf(spec), openedAt });
  const send = (message: object): void => process.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  let count = 0;
  return {
    async request(method, params) {
      const id = ++count;
      send({ id, method, params });
      const matches = (line: string): boolean => answerIn(line)?.id === id;
      const line = await process.waitForLine({ matches, what: `an answer to ${method}`, timeoutMs });
      return resultOf(method, answerIn(line) as Record<string, unknown>);
    },
    async notify(method, params) {
      send({ method, params });
    },
  };
}

/** Without what is undefined: to `spawn` that means something. */
export function optionsOf({ cwd, env }: McpSpec): { cwd?: string; env?: Readonly<Record<string, string | undefined>> } {
  return { ...(cwd === undefined ? {} : { cwd }), ...(env === undefined ? {} : { env }) };
}

/** A message without a method; undefined for what is none, such as a line of a log. */
export function answerIn(text: string): Record<string, unknown> | undefined {
  try {
    const message: unknown = JSON.parse(text);
    return typeof message === 'object' && message !== null && !('method' in message) ? (message as Record<string, unknown>) : undefined;
  } catch {
    return undefined; // A server may print what it likes to stderr.
  }
}
