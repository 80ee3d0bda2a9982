import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { PYTHON } from '../../scripts/python.mjs';
import { openChild, openForkServer } from './bridge.mjs';

/** Compiled by then: what a call takes in a run of some minutes. */
const WARM_UP = 2_000;
const BLOCKS = 25;
const CALLS = 200;
/** The least there is: one byte to another Python process and back over the same kind of socket. */
const ECHO = `import socket, sys
server = socket.socket(socket.AF_UNIX)
server.bind(sys.argv[1])
server.listen()
print("ready", flush=True)
client, _ = server.accept()
while client.recv(1):
    client.sendall(b"x")
`;

/** Prints what a ping of a child takes, and an echo, in milliseconds: medians of blocks in turn, so that both have the same machine. */
const folder = mkdtempSync('/tmp/dxb-');
const server = openForkServer(folder);
const echo = await openEcho(join(folder, 'echo.sock'));
const bridge = await openChild(await server.info, folder);
const contenders = { ping: () => bridge.request('ping', {}, {}), echo: echo.ask };
const taken = { ping: [], echo: [] };
for (const ask of Object.values(contenders)) await timed(ask, WARM_UP);
for (let block = 0; block < BLOCKS; block++)
  for (const [name, ask] of Object.entries(contenders)) taken[name].push(await timed(ask, CALLS));
await bridge.close();
await server.close();
echo.close();
rmSync(folder, { recursive: true, force: true });
process.stdout.write(JSON.stringify({ ping: median(taken.ping), echo: median(taken.echo) }));

async function timed(ask, times) {
  const startedAt = performance.now();
  for (let index = 0; index < times; index++) await ask();
  return (performance.now() - startedAt) / times;
}

async function openEcho(path) {
  const child = spawn(PYTHON, ['-I', '-S', '-c', ECHO, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`the echo ended with ${code}`))),
  ]);
  const socket = connect(path);
  await once(socket, 'connect');
  return {
    ask: () => {
      const answer = once(socket, 'data');
      socket.write('x');
      return answer;
    },
    close: () => socket.destroy(),
  };
}

function median(numbers) {
  return numbers.sort((one, other) => one - other)[Math.floor(numbers.length / 2)];
}
