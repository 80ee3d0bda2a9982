import { DspexError } from '../../shared/errors';
import { isPlainObject } from '../programs/option-problem';
import type { McpSpec } from './mcp-types';

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

/** For what a server refuses. */
export function mcpFailed(what: string, why = 'the MCP server says so', cause?: unknown): DspexError {
  const next = 'look at what the server says: it may want other arguments, or another version of the protocol';
  return new DspexError({ code: 'MCP_FAILED', what, why, next, cause });
}

/** The result in an answer of JSON-RPC. Throws MCP_FAILED for an error. */
export function resultOf(method: string, answer: Record<string, unknown>): Record<string, unknown> {
  const { error, result } = answer as { error?: { code?: unknown; message?: unknown }; result?: Record<string, unknown> };
  if (error !== undefined) throw mcpFailed(`${method}: ${String(error.message)} (${String(error.code)})`);
  return result ?? {};
}
