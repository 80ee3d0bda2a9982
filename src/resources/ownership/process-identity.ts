import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { isRunning, type KnownProcess, knownProcess } from '../os/known-process';
import { HAS_PROC } from '../os/process-table';

/** A process that owns something on this machine, told apart from a later one of the same pid. */
export interface ProcessIdentity extends KnownProcess {
  /** The boot and the namespace in which the pid means anything. */
  readonly boot: string;
  readonly pids: string;
  /** The machine of which that is a boot: a folder may be shared with another, or with a container that has a kernel of its own. */
  readonly machine: string;
}

let current: ProcessIdentity | undefined;

/** This process. */
export function thisProcess(): ProcessIdentity {
  current ??= { ...knownProcess(process.pid), boot: bootId(), pids: pidNamespace(), machine: machineId() };
  return current;
}

/** False only where it is certain: an owner in another container, or on another machine, is taken for alive. */
export function isAlive(owner: ProcessIdentity): boolean {
  const here = thisProcess();
  if (owner.boot !== here.boot) return owner.machine !== here.machine;
  if (owner.pids !== here.pids) return true;
  return isRunning(owner);
}

export function isSameProcess(a: ProcessIdentity, b: ProcessIdentity): boolean {
  return a.pid === b.pid && a.start === b.start && a.boot === b.boot && a.pids === b.pids;
}

/** Undefined for what tells of no process. */
export function identityIn(text: string): ProcessIdentity | undefined {
  try {
    const read = JSON.parse(text) as Partial<ProcessIdentity> | null;
    return typeof read?.pid === 'number' ? (read as ProcessIdentity) : undefined;
  } catch {
    return undefined;
  }
}

function bootId(): string {
  return HAS_PROC ? readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() : '';
}

function pidNamespace(): string {
  return HAS_PROC ? readlinkSync('/proc/self/ns/pid') : '';
}

/** Containers of one image may have the same id: the name tells them apart. */
function machineId(): string {
  try {
    return `${readFileSync('/etc/machine-id', 'utf8').trim()} ${hostname()}`;
  } catch {
    return hostname();
  }
}
