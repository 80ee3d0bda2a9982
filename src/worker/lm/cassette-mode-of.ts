import { CASSETTE_MODES, type CassetteMode } from '../../lm/cassettes/cassette-mode';
import { DspexError } from '../../shared/errors';
import { nearestName } from '../../shared/nearest';

/** DSPEX_LM; without it, what is missing is recorded, except in CI. Throws OPTION_INVALID. */
export function cassetteModeOf({ DSPEX_LM: said }: NodeJS.ProcessEnv, ci: boolean): CassetteMode {
  if (said === undefined || said === '') return ci ? 'replay' : 'auto';
  const mode = CASSETTE_MODES.find((candidate) => candidate === said);
  if (mode !== undefined) return mode;
  throw new DspexError({
    code: 'OPTION_INVALID',
    what: `DSPEX_LM is "${said}".`,
    why: `it is one of: ${CASSETTE_MODES.join(', ')}`,
    next: `DSPEX_LM=${nearestName(said, CASSETTE_MODES) ?? 'auto'} npx jest`,
  });
}
