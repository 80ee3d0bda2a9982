import { connect } from 'node:net';
import { realClearTimeout, realSetTimeout } from '../../shared/waits/real-timers';
import { holdOpen } from '../os/hold-open';
import type { OutputTail } from './output-tail';

const CONNECT_EVERY_MS = 20;
/** Looks for a sign that a process is ready; calls `found` when it is there. Gives what ends the search. */
export type Search = (found: (line: string) => void) => () => void;

/** A line that the process says, or has said. */
export function lineOf(tail: OutputTail, matches: (line: string) => boolean): Search {
  return (found) =>
    tail.watch((line) => {
      if (matches(line)) found(line);
    });
}

/** Somebody listens on a port of this machine. */
export function listenerOn(port: number): Search {
  return (found) => {
    let isWanted = true;
    const knock = (): void => {
      if (!isWanted) return;
      const socket = connect({ port, host: 'localhost' });
      socket.once('connect', () => {
        found('');
        socket.destroy();
      });
      socket.once('error', () => realSetTimeout(knock, CONNECT_EVERY_MS));
    };
    knock();
    return () => {
      isWanted = false;
    };
  };
}

interface ReadyWait {
  readonly search: Search;
  readonly timeoutMs: number;
  /** Why the process will not get ready any more, when it has ended. */
  readonly whyEnded: Promise<string>;
  readonly notReady: (why: string) => Error;
}

/** What the search finds. Rejects when the process ends first, or takes longer. */
export function untilReady({ search, timeoutMs, whyEnded, notReady }: ReadyWait): Promise<string> {
  let end: (() => void) | undefined;
  const waiting = new Promise<string>((resolve, reject) => {
    const timer = realSetTimeout(() => reject(notReady(`it did not within ${timeoutMs} ms`)), timeoutMs);
    void whyEnded.then((why) => reject(notReady(why)));
    const stop = search(resolve);
    end = () => {
      realClearTimeout(timer);
      stop();
    };
  });
  return holdOpen(waiting).finally(() => end?.());
}
