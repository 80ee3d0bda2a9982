/**
 * `auto` records what is missing, `replay` nothing, `record` all anew; with `live` the model is asked, and recordings are neither read nor
 * written; with `off` nothing is asked, either.
 */
export const CASSETTE_MODES = ['auto', 'replay', 'record', 'live', 'off'] as const;
export type CassetteMode = (typeof CASSETTE_MODES)[number];

/** False where recordings are not looked at. */
export function looksAtCassettes(mode: CassetteMode): boolean {
  return mode !== 'live' && mode !== 'off';
}
