import { DspexError } from '../../shared/errors';
import { type Bounds, bounded } from '../../shared/waits/bounded';
import { isPlainObject } from '../programs/option-problem';
import type { Asked, McpSpec } from './mcp-types';
import type { Message } from './messages';

const NEXT = "await dspex.mcp({ command: 'python3', args: ['server.py'] }), or dspex.mcp({ url: 'http://localhost:8000/mcp' })";

export function refuseBrokenServer(spec: McpSpec): void {
  const { command, url }: McpSpec = isPlainObject(spec) ? spec : {};
  if (command === undefined && url === undefined)
    throw invalid('An MCP server has neither a command nor a URL.', 'one says how to start it, the other where it listens');
  if (url !== undefined && !URL.canParse(url)) throw invalid(`The URL of an MCP server is ${JSON.stringify(url)}.`, 'it is no URL');
}

function invalid(what: string, why: string): DspexError {
  return new DspexError({ code: 'MCP_INVALID', what, why, next: NEXT });
}

interface Failure {
  readonly why?: string;
  readonly next?: string;
  readonly detail?: string;
  readonly cause?: unknown;
}

/** For what a server refuses, or does not answer. */
export function mcpFailed(what: string, { why = 'the MCP server says so', next = ASK_OTHERWISE, ...more }: Failure = {}): DspexError {
  return new DspexError({ code: 'MCP_FAILED', what, why, next, ...more });
}

const ASK_OTHERWISE = 'look at what the server says: it may want other arguments, or another version of the protocol';

/** Who is asked, in an error: the tool by its name. */
export function askedOf({ method, params }: Pick<Asked, 'method' | 'params'>): string {
  return method === 'tools/call' ? `the tool "${String((params as { name?: unknown }).name)}"` : method;
}

/** The result in an answer of JSON-RPC. Throws MCP_FAILED for an error. */
export function resultOf(asked: Asked, { error, result }: Message): Record<string, unknown> {
  if (error !== undefined) throw mcpFailed(`${asked.method}, ${askedOf(asked)}: ${String(error.message)} (${String(error.code)})`);
  return result ?? {};
}

/** How long an answer is waited for, and by whom. */
export function boundsOf(asked: Asked, timeoutMs: number): Bounds {
  const limit = {
    ms: timeoutMs,
    error: () =>
      mcpFailed(`The MCP server did not answer ${askedOf(asked)} within ${timeoutMs} ms.`, {
        why: 'it is slow, or waits for something itself',
        next: `await dspex.mcp({ …, timeoutMs: ${timeoutMs * 2} })`,
      }),
  };
  const error = (): DspexError =>
    mcpFailed(`The MCP server was not waited for any longer: ${askedOf(asked)}.`, {
      why: 'the program that called it ended, or was given up',
      next: 'await program.execute({ … })',
    });
  return { limit, abort: { signal: asked.signal, error } };
}

/** The answer, or what keeps it from coming; `giveUp` tells the server then. */
export async function awaited<T>(work: Promise<T>, asked: Asked, timeoutMs: number, giveUp: () => void): Promise<T> {
  let isAnswered = false;
  const answer = work.finally(() => (isAnswered = true));
  try {
    return await bounded(answer, boundsOf(asked, timeoutMs));
  } finally {
    if (!isAnswered) giveUp();
  }
}
