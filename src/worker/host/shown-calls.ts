import { MessageWatch } from '../../bridge/wire/message-watch';
import type { AskHost } from '../../shared/boundaries/host-here';

/** Calls of a host in this process, each said where DEBUG asks for it as if it had gone over a socket. */
export function shownCalls(ask: AskHost): AskHost {
  const watch = MessageWatch.on('host');
  if (watch === undefined) return ask;
  let asked = 0;
  return async (method, params) => {
    const id = ++asked;
    watch.say('→', { id, method, params });
    try {
      const result = await ask(method, params);
      watch.say('←', { id, result });
      return result;
    } catch (error) {
      watch.say('←', { id, error: (error as Error).message });
      throw error;
    }
  };
}
