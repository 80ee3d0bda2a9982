import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('lm-server-program.mjs', import.meta.url));

/** An LM host of OpenAI's kind, on loopback and in a process of its own: its time is nobody's. Gives its address. */
export async function openLmServer() {
  const child = spawn(process.execPath, [PROGRAM], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [said] = await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`the LM host of the bench ended with ${code}`))),
  ]);
  return { url: `http://127.0.0.1:${String(said).trim()}/v1`, close: () => child.kill() };
}
