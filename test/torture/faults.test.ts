import { runUnder } from './fault-run';
import { FAULTS } from './faults';
import { Random } from './random';

/** `npm run torture -- --rounds 200 --seed 7` sets both: a twentieth of the rounds are runs under a fault, each another. */
const RUNS = Math.ceil(Number(process.env.DSPEX_TORTURE_ROUNDS || 20) / 20);
const SEED = Number(process.env.DSPEX_TORTURE_SEED || 4);

// Fails when a run hangs because the machine or a program fails it, when a failure of its tests has no code, when something of it is left,
// or when it never met the fault.
test.each(
  Array.from({ length: RUNS }, (_, index) => {
    const seed = SEED + index;
    return { seed, fault: FAULTS[seed % FAULTS.length] as (typeof FAULTS)[number] };
  }).map(({ seed, fault }) => [fault.name, seed, fault] as const),
)(
  'a run under %s ends, and leaves nothing (seed %i)',
  async (_, seed, fault) => {
    const { story, left, untyped, isIdle } = await runUnder(fault, new Random(seed));
    expect({ left, untyped, isIdle, story: left.length > 0 ? story : [] }).toEqual({ left: [], untyped: [], isIdle: false, story: [] });
  },
  180_000,
);
