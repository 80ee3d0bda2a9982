import type { AbortSignalLike } from '../../shared/boundaries/abort-signal';
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
  /**
   * What a tool gives, as DSPy has it: its text, a list where it gives several, else its other parts (pictures, links, resources). Throws
   * MCP_FAILED with what the tool says went wrong, or with what kept it from answering.
   */
  call(name: string, args?: Record<string, unknown>): Promise<unknown>;
}

/** What the server is asked for. */
export interface Asked {
  readonly method: string;
  readonly params: object;
  /** Whoever asks has left: the server is told that nobody waits. */
  readonly signal?: AbortSignalLike | undefined;
}

/** How messages get there and back. */
export interface Transport {
  request(asked: Asked): Promise<Record<string, unknown>>;
  notify(method: string, params: object): Promise<void>;
}
