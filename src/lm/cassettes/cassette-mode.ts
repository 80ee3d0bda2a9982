/** `auto` records what is missing, `replay` nothing, `record` all anew; with `off` there are no cassettes. */
export const CASSETTE_MODES = ['auto', 'replay', 'record', 'off'] as const;
export type CassetteMode = (typeof CASSETTE_MODES)[number];
