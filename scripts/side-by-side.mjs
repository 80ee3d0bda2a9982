import { runSilently } from './step.mjs';

const HEARTBEAT_MS = 10_000;

/**
 * Runs steps, so many at once, and gives the titles of those that failed: a line for each as it ends, and the end of what a failed one said.
 *
 * A step is a title, a command and its arguments. Every ten seconds a line says what still runs, so that nobody thinks it hangs.
 */
export async function runSideBySide(steps, { atOnce, tailLines, ...options }) {
  const left = [...steps];
  const running = new Map();
  const failed = [];
  const runNext = async () => {
    for (let step = left.shift(); step !== undefined; step = left.shift()) {
      const [title, command, ...args] = step;
      running.set(title, Date.now());
      const { code, output } = await runSilently(command, args, options).catch((error) => ({ code: 1, output: error.message }));
      process.stdout.write(`${code === 0 ? '✓' : '✗'} ${title} (${secondsSince(running.get(title))} s)\n`);
      running.delete(title);
      if (code === 0) continue;
      failed.push(title);
      process.stderr.write(`${output.trimEnd().split('\n').slice(-tailLines).join('\n')}\n`);
    }
  };
  const timer = setInterval(() => process.stdout.write(`  so far: ${stillRunning(running)}\n`), HEARTBEAT_MS);
  await Promise.all(Array.from({ length: atOnce }, runNext));
  clearInterval(timer);
  return failed;
}

function stillRunning(running) {
  return [...running].map(([title, startedAt]) => `${title} (${secondsSince(startedAt)} s)`).join(', ');
}

function secondsSince(startedAt) {
  return ((Date.now() - startedAt) / 1000).toFixed(1);
}
