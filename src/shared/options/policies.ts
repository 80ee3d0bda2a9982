/** How what a test leaves is ended: after short waits; after waits as long as a process may need; not before the run ends, it is only reported. */
export const CLEANUP_POLICIES = ['aggressive', 'graceful', 'off'] as const;
export type CleanupPolicy = (typeof CLEANUP_POLICIES)[number];

/** What becomes of a test that leaves something behind. */
export const LEAK_ACTIONS = ['fail', 'warn', 'off'] as const;
export type LeakAction = (typeof LEAK_ACTIONS)[number];

/** What becomes of a rule that answers nothing. */
export const UNUSED_RULES = ['warn', 'fail', 'off'] as const;
