/**
 * So many tests on so many machines, each of which starts Jest and imports DSPy for itself, runs its share one after the other, and asks
 * one ledger before and after each real call. A ledger does one thing at a time: who comes while it is busy waits. All in milliseconds.
 */
export function simulate({ tests, shards, startMs, importMs, testMs, realCalls, ledgerMs }) {
  const readyMs = startMs + importMs;
  const machines = Array.from({ length: shards }, (_, index) => ({
    left: Math.floor(tests / shards) + (index < tests % shards ? 1 : 0),
    at: readyMs,
  }));
  let ledgerFreeAt = 0;
  let waitedMs = 0;
  // Who is furthest behind goes next: so the ledger is asked in the order of time.
  for (let machine = nextOf(machines); machine !== undefined; machine = nextOf(machines)) {
    machine.left -= 1;
    machine.at += testMs;
    for (let call = 0; call < realCalls; call++) {
      const startsAt = Math.max(machine.at, ledgerFreeAt);
      waitedMs += startsAt - machine.at;
      ledgerFreeAt = machine.at = startsAt + ledgerMs;
    }
  }
  const wallMs = Math.max(...machines.map(({ at }) => at));
  return { shards, wallMs, fixedShare: readyMs / wallMs, paidMs: machines.reduce((sum, { at }) => sum + at, 0), waitedMs };
}

function nextOf(machines) {
  return machines
    .filter(({ left }) => left > 0)
    .reduce((first, one) => (first === undefined || one.at < first.at ? one : first), undefined);
}

const SHARDS = [1, 2, 4, 8, 16, 32, 64];

/** Each number of shards beside the one before, and where it bends: the last doubling that still saves a third. */
export function shardsOf(costs) {
  const all = SHARDS.map((shards) => simulate({ ...costs, shards }));
  const rows = all.map((row, index) => ({
    ...row,
    speedup: all[0].wallMs / row.wallMs,
    saved: index === 0 ? null : 1 - row.wallMs / all[index - 1].wallMs,
  }));
  const firstBad = rows.findIndex(({ saved }) => saved !== null && saved < 1 / 3);
  return { rows, bendsAt: firstBad === -1 ? null : rows[firstBad - 1].shards };
}
