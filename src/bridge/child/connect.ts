import { connect, type Socket } from 'node:net';
import { limitError } from '../../shared/system-error';

/** Connects to a fork server, or to a copy that waits for its owner, and with that gets a child. */
export function connectTo(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    const fail = (error: Error): void => reject(limitError(error, 'Connecting to Python') ?? error);
    socket.once('error', fail);
    socket.once('connect', () => {
      socket.off('error', fail);
      // A connection reset is told by `close`, with the reason from the host.
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
}

/** Nobody listens on the socket any more; a reset says that whoever did ended before it took this connection. */
export function isNobodyThere(error: unknown): boolean {
  return ['ECONNREFUSED', 'ECONNRESET', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '');
}

/** The process at the other end ended before it could be used. What Python itself refused is no such error. */
export function isGone(error: unknown): boolean {
  return isNobodyThere(error) || ['CHILD_CRASHED', 'FORK_SERVER_DIED'].includes((error as { code?: string }).code ?? '');
}
