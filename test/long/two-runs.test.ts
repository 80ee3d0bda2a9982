import { Random } from '../torture/random';
import { recordUnderKills } from '../torture/two-runs';

/** `npm run torture:runs -- --rounds 20 --seed 7 --kills 8` sets all three. */
const ROUNDS = Number(process.env.DSPEX_TWO_RUNS_ROUNDS || 1);
const SEED = Number(process.env.DSPEX_TWO_RUNS_SEED || 1);
const KILLS = Number(process.env.DSPEX_TWO_RUNS_KILLS || 4);

// Fails when a kill loses an answer that was given, when one is paid for again that was not in flight, or when a replay lacks one.
test.each(Array.from({ length: ROUNDS }, (_, index) => SEED + index))(
  'two runs with eight workers record under kills, and lose and repeat nothing (seed %i)',
  async (seed) => {
    const { kills, finalFailures, replayed, ...numbers } = await recordUnderKills(new Random(seed), KILLS);
    const { needed, paidTwice } = numbers;
    process.stdout.write(`two runs, seed ${seed}: killed ${kills.join(', ')}; ${JSON.stringify(numbers)}\n`);
    expect({ finalFailures, paidTwice }).toEqual({ finalFailures: '', paidTwice: [] });
    expect(replayed).toMatchObject({ played: needed, recorded: 0, pending: 0, unused: [], orphaned: [] });
    expect(kills.length).toBeGreaterThan(0);
  },
  120_000,
);
