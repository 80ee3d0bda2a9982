import { existsSync } from 'node:fs';
import { createConnection } from 'node:net';
import { isRunning, type KnownProcess } from '../os/known-process';

/** What is still there when a scope has given back everything. */
export interface StillThere {
  readonly kind: 'process' | 'port' | 'file';
  readonly what: string;
  readonly openedAt: string;
}

/** Looks for one thing; null: it is gone. */
export type Look = () => Promise<StillThere | null>;

export function lookForProcess(known: KnownProcess, command: string, openedAt: string): Look {
  return async () => (isRunning(known) ? { kind: 'process', what: `"${command}" (pid ${known.pid})`, openedAt } : null);
}

/** Somebody listens on it. */
export function lookForPort(port: number, openedAt: string): Look {
  return () =>
    new Promise((done) => {
      const socket = createConnection({ port, host: 'localhost' });
      socket.once('connect', () => {
        socket.destroy();
        done({ kind: 'port', what: String(port), openedAt });
      });
      socket.once('error', () => done(null));
    });
}

/** `pathOf`: undefined where there is nothing to look for. */
export function lookForFile(pathOf: () => string | undefined, openedAt: string): Look {
  return async () => {
    const path = pathOf();
    return path !== undefined && existsSync(path) ? { kind: 'file', what: path, openedAt } : null;
  };
}
