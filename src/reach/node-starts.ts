import childProcess from 'node:child_process';
import workerThreads from 'node:worker_threads';
import { type AnyFunction, standInForClass } from '../shared/stand-in';
import { type Restore, wrapMethod } from '../shared/wrap-method';
import type { Led } from './led';
import { startLedThread } from './led-thread';

type Env = Record<string, string | undefined>;

/** Decides what is started with what. */
export interface StartingNode {
  /** The variables for a process; undefined leaves them. `isWaitedFor`: nothing else runs here until it has ended. */
  process(env: Env, how: { readonly calledAs: AnyFunction; readonly isWaitedFor: boolean }): Env | undefined;
  /** What leads a thread; undefined: it is none of ours. */
  thread(calledAs: AnyFunction): Led | undefined;
}

/** Sees each process and thread that Node code starts, by whatever of Node's own functions, before it starts. */
export function watchNodeStarts(starting: StartingNode): Restore {
  const restores = [wrapSpawn(starting), ...(['spawnSync', 'execFileSync', 'execSync'] as const).map((name) => wrapSync(name, starting))];
  restores.push(wrapWorker(starting));
  return () => {
    for (const restore of restores.reverse()) restore();
  };
}

interface SpawnOptions {
  readonly envPairs?: readonly string[];
}

/** `spawn`, `exec`, `execFile`, `fork` and cluster end here. */
function wrapSpawn(starting: StartingNode): Restore {
  const prototype = childProcess.ChildProcess.prototype as unknown as { spawn: AnyFunction };
  return wrapMethod(
    prototype,
    'spawn',
    (original) =>
      function spawn(this: unknown, options: SpawnOptions, ...rest: unknown[]) {
        const env = starting.process(options?.envPairs === undefined ? process.env : fromPairs(options.envPairs), {
          calledAs: spawn,
          isWaitedFor: false,
        });
        return Reflect.apply(original, this, [env === undefined ? options : { ...options, envPairs: toPairs(env) }, ...rest]);
      },
  );
}

function wrapSync(name: 'spawnSync' | 'execFileSync' | 'execSync', starting: StartingNode): Restore {
  return wrapMethod(
    childProcess,
    name,
    (original) =>
      function runSync(this: unknown, ...args: unknown[]) {
        const at = optionsAt(args);
        const options = (args[at] ?? {}) as { env?: Env };
        const env = starting.process(options.env ?? process.env, { calledAs: runSync, isWaitedFor: true });
        if (env !== undefined) args[at] = { ...options, env };
        return Reflect.apply(original, this, args);
      },
  );
}

/** Behind the command, and behind its arguments where there is a list of them. */
function optionsAt(args: readonly unknown[]): number {
  const at = args.findIndex((arg, index) => index > 0 && typeof arg === 'object' && arg !== null && !Array.isArray(arg));
  if (at !== -1) return at;
  return Array.isArray(args[1]) ? 2 : 1;
}

function wrapWorker(starting: StartingNode): Restore {
  const { Worker } = workerThreads;
  let isOn = true;
  const { made: Led, giveBack } = standInForClass(Worker, function construct(args, newTarget) {
    const led = isOn ? starting.thread(construct as AnyFunction) : undefined;
    const start = (given: unknown[]): object => Reflect.construct(Worker, given, newTarget) as object;
    return led === undefined ? start(args) : startLedThread(args as ConstructorParameters<typeof Worker>, led, start);
  });
  workerThreads.Worker = Led;
  return () => {
    isOn = false;
    if (workerThreads.Worker !== Led) return;
    workerThreads.Worker = Worker;
    giveBack();
  };
}

function fromPairs(pairs: readonly string[]): Env {
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=', 1)), pair.slice(pair.indexOf('=', 1) + 1)]));
}

function toPairs(env: Env): string[] {
  return Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
}
