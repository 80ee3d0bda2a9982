import type { CommandName, CommandParams, CommandResult } from '../../shared/boundaries/bridge';
import { realClearTimeout, realSetTimeout } from '../../shared/waits/real-timers';
import type { BridgeRequestOptions } from './bridge-options';
import type { Tools } from './tools';

/** What a program has to end, once nobody reads it: then its process is ended. Less than a reader waits, who is promised 200 ms. */
const END_MS = 150;

/** What a stream needs of its bridge. */
interface StreamingBridge {
  request<C extends CommandName>(command: C, params: CommandParams<C>, options: BridgeRequestOptions): Promise<CommandResult<C>>;
  kill(reason: string): void;
  retire(reason: string): void;
}

/** Of a caller, who knows neither the id of the execute nor that of its functions. */
export type StreamParams = Omit<CommandParams<'stream'>, 'executeId' | 'toolsId'>;

/** Runs a stream to its end, or to the moment when its reader goes. */
export async function runStream(
  bridge: StreamingBridge,
  tools: Tools,
  params: Omit<CommandParams<'stream'>, 'toolsId'>,
  options: BridgeRequestOptions,
): Promise<CommandResult<'stream'>> {
  const toolsId = `the status of ${params.executeId}`;
  tools.register(toolsId, options.tools ?? {});
  const stopping = stopWhenGone(bridge, params, options);
  try {
    const result = await bridge.request('stream', { ...params, toolsId }, options);
    if (result.ended === 'interrupted') bridge.retire(whyGone(params.id));
    return result;
  } finally {
    stopping.end();
    tools.forget(toolsId);
  }
}

function stopWhenGone(
  bridge: StreamingBridge,
  { executeId, id }: Pick<CommandParams<'stream'>, 'executeId' | 'id'>,
  { reader, user }: BridgeRequestOptions,
): { end(): void } {
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    timer = realSetTimeout(() => bridge.kill(whyGone(id)), END_MS);
    // The stream's own answer tells how it went.
    bridge.request('stop_stream', { executeId }, { user }).catch(() => undefined);
  };
  reader?.gone.addEventListener('abort', stop);
  if (reader?.gone.aborted === true) stop();
  return {
    end() {
      realClearTimeout(timer);
      reader?.gone.removeEventListener('abort', stop);
    },
  };
}

function whyGone(program: string): string {
  return `nobody read the stream of "${program}" any more, and it did not end by itself`;
}
