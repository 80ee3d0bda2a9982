import type { GetContext } from '../facade/current-context';
import { declaredAt } from '../facade/declared-at';
import { remadeLater } from '../facade/own-realm';
import type { NodeTool } from '../programs/tools';
import { httpTransport } from './http-transport';
import { mcpFailed, refuseBrokenServer } from './mcp-problem';
import type { McpServer, McpSpec, Transport } from './mcp-types';
import { stdioTransport } from './stdio-transport';

interface ListedTool {
  readonly name: string;
  readonly description?: string;
  readonly inputSchema?: Record<string, unknown>;
}

/** Servers of the Model Context Protocol. */
export interface Mcp {
  /**
   * Starts a server of the Model Context Protocol, or finds one at its URL: its tools are for programs. It ends with the test.
   *
   * Throws MCP_INVALID, PROCESS_NOT_STARTED, and MCP_FAILED for what it refuses.
   *
   * @example
   * const orders = await dspex.mcp({ command: 'python3', args: ['orders_server.py'] });
   * const agent = await dspex.createProgram({ signature: 'question -> answer', module: 'react', tools: orders.tools });
   */
  mcp(spec: McpSpec): Promise<McpServer>;
}

const PROTOCOL = '2025-06-18';

export function mcpIn(getContext: GetContext): Mcp {
  const view: Mcp = {
    mcp(spec) {
      const openedAt = declaredAt(view.mcp);
      return remadeLater(() => opened(getContext, spec, openedAt));
    },
  };
  return view;
}

async function opened(getContext: GetContext, spec: McpSpec, openedAt: string): Promise<McpServer> {
  refuseBrokenServer(spec);
  const open = spec.url === undefined ? stdioTransport : httpTransport;
  const transport = await open(getContext, spec, openedAt);
  const clientInfo = { name: 'dspex', version: '1' };
  const hello = await transport.request('initialize', { protocolVersion: PROTOCOL, capabilities: {}, clientInfo });
  await transport.notify('notifications/initialized', {});
  const call: McpServer['call'] = async (name, args = {}) => given(name, await transport.request('tools/call', { name, arguments: args }));
  const tools = (await listed(transport)).map(
    ({ name, description = '', inputSchema = {} }): NodeTool => ({
      name,
      description,
      parameters: inputSchema,
      run: (args) => call(name, args),
    }),
  );
  return { name: String((hello.serverInfo as { name?: unknown } | undefined)?.name ?? ''), tools, call };
}

/** Page by page. */
async function listed(transport: Transport): Promise<ListedTool[]> {
  const tools: ListedTool[] = [];
  let cursor: unknown;
  do {
    const page = await transport.request('tools/list', cursor === undefined ? {} : { cursor });
    tools.push(...(page.tools as ListedTool[]));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return tools;
}

function given(tool: string, { content, structuredContent, isError }: Record<string, unknown>): unknown {
  const parts = (content ?? []) as { type?: unknown; text?: unknown }[];
  const isText = parts.every(({ type }) => type === 'text');
  const text = parts.map(({ text }) => String(text)).join('\n');
  if (isError === true) throw mcpFailed(`${tool}: ${text}`);
  if (isText && parts.length > 0) return text;
  return structuredContent ?? parts;
}
