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
  const params = { protocolVersion: PROTOCOL, capabilities: {}, clientInfo };
  const hello = await transport.request({ method: 'initialize', params });
  await transport.notify('notifications/initialized', {});
  const called = async (name: string, args: Record<string, unknown>, signal?: AbortSignal): Promise<unknown> =>
    given(name, await transport.request({ method: 'tools/call', params: { name, arguments: args }, signal }));
  const tools = (await listed(transport)).map(
    ({ name, description = '', inputSchema = {} }): NodeTool => ({
      name,
      description,
      parameters: inputSchema,
      run: (args, { signal }) => called(name, args, signal),
    }),
  );
  return {
    name: String((hello.serverInfo as { name?: unknown } | undefined)?.name ?? ''),
    tools,
    call: (name, args = {}) => called(name, args),
  };
}

/** Page by page. */
async function listed(transport: Transport): Promise<ListedTool[]> {
  const tools: ListedTool[] = [];
  let cursor: unknown;
  do {
    const page = await transport.request({ method: 'tools/list', params: cursor === undefined ? {} : { cursor } });
    tools.push(...((page.tools ?? []) as ListedTool[]));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return tools;
}

/** As DSPy's own `Tool.from_mcp_tool` has it, so that an agent reads what it reads in production. */
function given(tool: string, { content, isError }: Record<string, unknown>): unknown {
  const parts = (content ?? []) as { type?: unknown; text?: unknown }[];
  const texts = parts.filter(({ type }) => type === 'text').map(({ text }) => String(text));
  if (isError === true) throw mcpFailed(`${tool}: ${texts.join('\n')}`);
  if (texts.length === 1) return texts[0];
  return texts.length > 1 ? texts : parts;
}
