import { readFileSync } from 'node:fs';
import { DspexError } from '../../shared/errors';
import { orSystemErrorLater } from '../../shared/system-error';
import { loadPackage } from '../os/load-package';
import { HAS_PROC } from '../os/process-table';
import { claim, unclaim } from '../ownership/claims';

export interface ClaimedPort {
  readonly port: number;
  release(): void;
}

const LOWEST = 15_000;
const TRIES = 100;

/**
 * A free port that nobody else of this user gets while it is claimed: no other worker, no other run on this machine.
 *
 * It lies below the range from which the system takes ports by itself, so that no outgoing connection or `listen(0)` ends up on it.
 * Throws PORT_NOT_FOUND when none is free.
 */
export function claimPort(): Promise<ClaimedPort> {
  return orSystemErrorLater('Looking for a free port', findPort);
}

async function findPort(): Promise<ClaimedPort> {
  const { default: getPort } = await loadPackage('get-port', () => import('get-port'), 'Loading what looks for ports');
  const end = firstEphemeral();
  for (let tries = 0; tries < TRIES; tries++) {
    const port = LOWEST + Math.floor(Math.random() * (end - LOWEST));
    const name = `port-${port}`;
    // Claimed before it is looked at: of two that look at once, only one has it.
    if (!claim(name)) continue;
    if ((await getPort({ port })) === port) return { port, release: () => unclaim(name) };
    unclaim(name);
  }
  throw new DspexError({
    code: 'PORT_NOT_FOUND',
    what: `No free port was found in ${TRIES} tries.`,
    why: `those between ${LOWEST} and ${end} are listened on, or claimed by other runs`,
    next: 'ss -ltn   # shows who listens',
  });
}

/** The first port that the system hands out by itself. */
function firstEphemeral(): number {
  const usual = process.platform === 'linux' ? 32_768 : 49_152;
  const first = HAS_PROC ? Number(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split(/\s+/)[0]) : usual;
  return first > LOWEST + 1_000 ? first : usual;
}
