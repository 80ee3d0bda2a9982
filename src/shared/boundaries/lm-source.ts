/** Who answered an LM call; `miss`: nobody. */
export const LM_SOURCES = ['rule', 'default', 'cassette', 'real', 'miss'] as const;
