import { connect, type Socket } from 'node:net';
import { fromRpcError, openRpc } from '../../bridge/wire/rpc';
import { HOST_NOTIFICATIONS, HOST_REQUESTS } from '../../shared/boundaries/host';
import { type AskHost, hostGone } from '../../shared/boundaries/host-here';
import { limitError } from '../../shared/system-error';

/** Asks the host over its socket. It keeps the process alive only while something is asked. Throws NO_HOST. */
export async function connectToHost(socketPath: string, onSlotsWanted: (isWanted: boolean) => void): Promise<AskHost> {
  const socket = await connected(socketPath);
  const rpc = openRpc(socket, () => socket.destroy(), 'host');
  rpc.onNotification('slots_wanted', (raw: unknown) => onSlotsWanted(HOST_NOTIFICATIONS.slots_wanted.parse(raw).isWanted));
  rpc.listen();
  socket.unref();
  let pending = 0;
  return async (name, params) => {
    if (pending++ === 0) socket.ref();
    try {
      return HOST_REQUESTS[name].result.parse(await rpc.sendRequest(name, params));
    } catch (error) {
      throw fromRpcError(error, name) ?? hostGone(error);
    } finally {
      if (--pending === 0) socket.unref();
    }
  };
}

function connected(socketPath: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    socket.once('error', (error) => reject(limitError(error, "Connecting to the run's host") ?? hostGone(error)));
    socket.once('connect', () => resolve(socket));
  });
}
