import { killAtRandom } from './kill-run';
import { Random } from './random';

/** `npm run torture -- --rounds 2000 --seed 7` sets both; each kill is a round. */
const ROUNDS = Number(process.env.DSPEX_TORTURE_ROUNDS || 8);
const SEED = Number(process.env.DSPEX_TORTURE_SEED || 1);
const KILLS_PER_RUN = 8;
const RUNS = Math.ceil(ROUNDS / KILLS_PER_RUN);

// Fails when a process, a socket, a port or a temp file of a run outlives it, whatever of it was killed, when and how.
test.each(Array.from({ length: RUNS }, (_, index) => SEED + index))(
  'kills at random leave nothing (seed %i)',
  async (seed) => {
    const { story, kills, left } = await killAtRandom(new Random(seed), KILLS_PER_RUN);
    const replay = `npm run torture -- --rounds ${KILLS_PER_RUN} --seed ${seed}`;
    // Told only when something is wrong.
    const told = left.length > 0 ? { replay, story } : null;
    expect({ left, told, kills }).toEqual({ left: [], told: null, kills: KILLS_PER_RUN });
  },
  120_000,
);
