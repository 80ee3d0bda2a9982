import { parseArgs } from 'node:util';
import { fail } from '../../scripts/step.mjs';

/** Fewer show what works, not what it costs. */
export const ROUNDS = 7;

export function optionsOf(args) {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', default: '' },
      rounds: { type: 'string', default: String(ROUNDS) },
      against: { type: 'string' },
      trend: { type: 'string' },
      json: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      resume: { type: 'boolean', default: false },
      summary: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1)
    fail('--rounds is no whole number from 1.', `it is "${values.rounds}"`, `npm run bench -- --rounds ${ROUNDS}`);
  if (values.write && (values.only !== '' || values.against !== undefined))
    fail('--write is for all rows.', 'docs/benchmarks.md holds every row, of this build', 'npm run bench -- --summary --write');
  return { ...values, rounds };
}
