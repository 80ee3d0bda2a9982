import { readFileSync, readlinkSync } from 'node:fs';
import { isRunning, type KnownProcess, knownProcess } from '../os/known-process';
import { HAS_PROC } from '../os/process-table';

/** A process that owns something on this machine, told apart from a later one of the same pid. */
export interface ProcessIdentity extends KnownProcess {
  /** The boot and the namespace in which the pid means anything. */
  readonly boot: string;
  readonly pids: string;
}

let current: ProcessIdentity | undefined;

/** This process. */
export function thisProcess(): ProcessIdentity {
  current ??= { ...knownProcess(process.pid), boot: bootId(), pids: pidNamespace() };
  return current;
}

/** False only where it is certain: an owner in another container is taken for alive. */
export function isAlive(owner: ProcessIdentity): boolean {
  const here = thisProcess();
  if (owner.boot !== here.boot) return false;
  if (owner.pids !== here.pids) return true;
  return isRunning(owner);
}

export function isSameProcess(a: ProcessIdentity, b: ProcessIdentity): boolean {
  return a.pid === b.pid && a.start === b.start && a.boot === b.boot && a.pids === b.pids;
}

function bootId(): string {
  return HAS_PROC ? readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() : '';
}

function pidNamespace(): string {
  return HAS_PROC ? readlinkSync('/proc/self/ns/pid') : '';
}
