import { spawnSync } from 'node:child_process';
import { PYTHON } from '../scripts/setup.mjs';

/** The shell's own count of what its children took, in user and in system mode. */
const CHILDREN = /(\d+)m([\d.]+)s (\d+)m([\d.]+)s\s*$/;

/** Runs a command to its end. Milliseconds of wall time, and of CPU of all its processes together. */
export function runWithCpu(command, args, cwd) {
  const { CI, TEST_MODE, ...env } = process.env;
  const startedAt = performance.now();
  const ran = spawnSync('/bin/sh', ['-c', '"$@"; code=$?; times; exit $code', 'sh', command, ...args], {
    cwd,
    env: { ...env, DSPEX_PYTHON: PYTHON },
    encoding: 'utf8',
  });
  const wall = performance.now() - startedAt;
  const [, userMin, user, systemMin, system] = CHILDREN.exec(ran.stdout)?.map(Number) ?? [];
  if (ran.status !== 0 || system === undefined) throw new Error(`${args.join(' ')} failed in ${cwd}:\n${ran.stdout}\n${ran.stderr}`);
  return { wall, cpu: ((userMin + systemMin) * 60 + user + system) * 1000 };
}
