import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'peer-'));
const sockets: Socket[] = [];
let server: Server;
let names = 0;

/** Two ends of a real connection: one spoken by a peer, the other by the test. */
export async function connection(): Promise<[Socket, Socket]> {
  const path = join(folder, `${++names}.sock`);
  const far = new Promise<Socket>((resolve) => {
    server = createServer(resolve).listen(path);
  });
  await new Promise((resolve) => server.once('listening', resolve));
  const near = new Socket().connect(path);
  const ends: [Socket, Socket] = [near, await far];
  server.close();
  sockets.push(...ends);
  return ends;
}

/** What the other end says, until it has said so much. */
export function said(socket: Socket, until: (text: string) => boolean): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    socket.on('data', (data) => {
      text += String(data);
      if (until(text)) resolve(text);
    });
  });
}

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});
afterAll(() => rmSync(folder, { recursive: true }));
