import type { NodeTool } from '../programs/tools';
import type { SpawnOptions } from '../resources/started-process';

/** A server of the Model Context Protocol: a program that speaks over its streams, one that listens at a URL, or a URL alone. */
export interface McpSpec extends Pick<SpawnOptions, 'cwd' | 'env'> {
  readonly command?: string | undefined;
  readonly args?: readonly string[] | undefined;
  /** Of its streamable HTTP transport. With `command`, that is started first, and awaited until it listens there. */
  readonly url?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The longest that an answer may take, in milliseconds. Default: 10000. */
  readonly timeoutMs?: number | undefined;
}

/** A server that is there until the test is over. */
export interface McpServer {
  readonly name: string;
  /** For `createProgram` and `loadModule`. */
  readonly tools: readonly NodeTool[];
  /** What a tool gives, as text where all of it is. Throws MCP_FAILED with what the tool says went wrong. */
  call(name: string, args?: Record<string, unknown>): Promise<unknown>;
}

/** How messages get there and back. */
export interface Transport {
  request(method: string, params: object): Promise<Record<string, unknown>>;
  notify(method: string, params: object): Promise<void>;
}
