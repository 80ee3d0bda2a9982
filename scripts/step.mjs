import { spawn } from 'node:child_process';

const HEARTBEAT_MS = 10_000;
const TICK_MS = 500;
const TAIL_LINES = 30;

/** Stops the script with what happened, why, and what to type next. */
export function fail(what, why, next) {
  process.stderr.write(`\n${what}\n  why:  ${why}\n  next: ${next}\n`);
  process.exit(1);
}

/** Runs a long command as one line; a failure shows the end of its output and stops the script. */
export async function step(title, command, args, { next, ...options } = {}) {
  const { code } = await attempt(title, command, args, options);
  if (code !== 0)
    fail(
      `"${title}" failed (exit code ${code}).`,
      [command, ...args].join(' '),
      next ?? 'mend what the lines above say, then run the same command again',
    );
}

/**
 * Runs a long command as one line: what it is, how long it takes, ✓, or ✗ and the end of its output. Gives its exit code.
 *
 * On a terminal the seconds tick beside the command's latest line; elsewhere a line comes every ten seconds, so that nobody
 * thinks it hangs.
 */
export function attempt(title, command, args, { tailLines = TAIL_LINES, ...options } = {}) {
  const show = progressOf(title);
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32', ...options });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
        show.latest(text);
      });
    }
    let failure;
    child.on('error', (error) => (failure = error));
    child.on('close', (code, signal) => {
      show.end(code === 0);
      if (code !== 0) process.stderr.write(`${tail(`${output}\n${failure?.message ?? ''}`, tailLines)}\n`);
      resolve({ code: code ?? signal ?? 1, output });
    });
  });
}

function progressOf(title) {
  const startedAt = Date.now();
  const elapsed = () => `${((Date.now() - startedAt) / 1000).toFixed(0)} s`;
  const isTerminal = process.stdout.isTTY === true;
  let line = '';
  const rewrite = () => process.stdout.write(`\r\x1b[2K${`${title} … ${elapsed()}  ${line}`.slice(0, (process.stdout.columns || 80) - 1)}`);
  const beat = () => process.stdout.write(`  ${title}: ${elapsed()} so far\n`);
  const timer = setInterval(isTerminal ? rewrite : beat, isTerminal ? TICK_MS : HEARTBEAT_MS);
  if (isTerminal) rewrite();
  else process.stdout.write(`${title} …\n`);
  return {
    latest(text) {
      line = text.trim().split('\n').pop() || line;
    },
    end(isGood) {
      clearInterval(timer);
      process.stdout.write(`${isTerminal ? '\r\x1b[2K' : ''}${isGood ? '✓' : '✗'} ${title} (${elapsed()})\n`);
    },
  };
}

/** The last lines, or from the first failure of Jest's on: which test it was stands at its head. */
function tail(output, lines) {
  const all = output.trimEnd().split('\n');
  const failure = all.findIndex((line) => line.startsWith('  ● '));
  return all.slice(failure === -1 ? -lines : Math.min(failure, Math.max(all.length - lines, 0))).join('\n');
}

/** Runs a command with its own output, and gives its exit code. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(exitCodeOf(code, signal)));
  });
}

/** Runs a command beside another that has the terminal: what it says is given at its end, with its exit code and the signal that ended it. */
export function runSilently(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    let output = '';
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code: exitCodeOf(code, signal), signal, output }));
  });
}

function exitCodeOf(code, signal) {
  return code ?? (signal === null ? 1 : 128);
}
