import { readFileSync, readlinkSync } from 'node:fs';
import { isRunning, type KnownProcess, knownProcess } from '../os/known-process';
import { HAS_PROC } from '../os/process-table';

/** A process that owns something on this machine, told apart from a later one of the same pid. */
export interface Owner extends KnownProcess {
  /** The boot and the namespace in which the pid means anything. */
  readonly boot: string;
  readonly pids: string;
}

let current: Owner | undefined;

/** This process. */
export function thisOwner(): Owner {
  current ??= { ...knownProcess(process.pid), boot: bootId(), pids: pidNamespace() };
  return current;
}

/** False only where it is certain: an owner in another container is taken for alive. */
export function isOwnerAlive(owner: Owner): boolean {
  const here = thisOwner();
  if (owner.boot !== here.boot) return false;
  if (owner.pids !== here.pids) return true;
  return isRunning(owner);
}

export function isSameOwner(a: Owner, b: Owner): boolean {
  return a.pid === b.pid && a.start === b.start && a.boot === b.boot && a.pids === b.pids;
}

function bootId(): string {
  return HAS_PROC ? readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() : '';
}

function pidNamespace(): string {
  return HAS_PROC ? readlinkSync('/proc/self/ns/pid') : '';
}
