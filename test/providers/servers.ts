import { type ChildProcess, spawn } from 'node:child_process';
import { once as event } from 'node:events';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { LLMock } from '@copilotkit/aimock';
import { until } from '../until';

const FOLDER = process.env.DSPEX_PROVIDERS_FOLDER ?? '';

/** A server of models, until it is stopped. */
export interface ModelServer {
  readonly url: string;
  stop(): Promise<void>;
}

export const ANSWER = "[[ ## answer ## ]]\nFour o'clock ☕\n\n[[ ## completed ## ]]";

/** aimock in another version than the one that the rest of the tests ask. */
export async function startAimock(): Promise<ModelServer> {
  const { LLMock: Server } = createRequire(join(FOLDER, 'npm', 'package.json'))('@copilotkit/aimock') as { LLMock: typeof LLMock };
  const server = new Server({ port: 0 });
  server.onMessage(/sunny/, { toolCalls: [{ name: 'weather', arguments: '{"city": "Rome"}' }] });
  server.onMessage(/./, { content: ANSWER });
  await server.start();
  return { url: server.url, stop: once(() => server.stop()) };
}

/** Of some 30 s of CPU, where this machine is slow. */
const IMPORTS_ALL_MS = 110_000;

/** litellm's proxy, whose models have their answers in `litellm.yaml`. */
export async function startLitellm(): Promise<ModelServer> {
  const port = await freePort();
  const args = ['--config', join(FOLDER, 'litellm.yaml'), '--host', '127.0.0.1', '--port', String(port)];
  // It asks the network for prices, and wants a key of its own, unless it is told not to.
  const own = { LITELLM_LOCAL_MODEL_COST_MAP: 'True', LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY: 'true' };
  const child = spawn(join(FOLDER, '.venv/bin/litellm'), args, { stdio: 'ignore', env: { ...process.env, ...own } });
  const url = `http://127.0.0.1:${port}`;
  await until('the proxy of litellm', () => isUp(`${url}/health/liveliness`), IMPORTS_ALL_MS);
  return {
    url,
    stop: once(() => killed(child)),
  };
}

/** llama.cpp itself, with a model of random weights that it makes before: what it says is no sense, and its wire is the real one. */
export async function startLlama(): Promise<ModelServer> {
  const port = await freePort();
  const args = [join(__dirname, 'project/tiny_model.py'), FOLDER, String(port)];
  const child = spawn(join(FOLDER, '.venv/bin/python'), args, { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  await until('the server of llama.cpp', () => isUp(`${url}/health`));
  return { url, stop: once(() => killed(child)) };
}

async function killed(child: ChildProcess): Promise<void> {
  const ended = event(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

async function isUp(url: string): Promise<boolean> {
  return fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A second call waits for what the first one does. */
function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= work();
    return done;
  };
}
