import { spawn } from 'node:child_process';

const HEARTBEAT_MS = 10_000;
const TAIL_LINES = 30;

/** Stops the script with what happened, why, and what to type next. */
export function fail(what, why, next) {
  process.stderr.write(`\n${what}\n  why:  ${why}\n  next: ${next}\n`);
  process.exit(1);
}

/**
 * Runs a long command as one line: what it is, how long it takes, ✓ or the end of its output.
 *
 * On a terminal the seconds tick; elsewhere a line comes every ten seconds, so that nobody thinks it hangs.
 */
export function step(title, command, args, options = {}) {
  const startedAt = Date.now();
  const elapsed = () => `${((Date.now() - startedAt) / 1000).toFixed(0)} s`;
  const isTerminal = process.stdout.isTTY === true;
  if (!isTerminal) process.stdout.write(`${title} …\n`);
  const tick = setInterval(
    () => process.stdout.write(isTerminal ? `\r${title} … ${elapsed()}` : `  ${title}: ${elapsed()} so far\n`),
    isTerminal ? 500 : HEARTBEAT_MS,
  );
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
    child.on('error', (error) => end(1, `${error.message}\n`));
    child.on('close', (code) => end(code, ''));
    function end(code, extra) {
      clearInterval(tick);
      process.stdout.write(`${isTerminal ? '\r' : ''}${code === 0 ? '✓' : '✗'} ${title} (${elapsed()})\n`);
      if (code === 0) return resolve();
      process.stderr.write(`${(output + extra).trimEnd().split('\n').slice(-TAIL_LINES).join('\n')}\n`);
      fail(`"${title}" failed (exit code ${code}).`, `${[command, ...args].join(' ')}`, 'mend what the lines above say, then run the same command again');
    }
  });
}

/** Runs a command with its own output, and gives its exit code. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? (signal === null ? 1 : 128)));
  });
}
