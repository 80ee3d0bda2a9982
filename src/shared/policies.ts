/** How what a test leaves is ended: after short waits; after waits as long as a process may need; not at all, it is only reported. */
export const CLEANUP_POLICIES = ['aggressive', 'graceful', 'off'] as const;
export type CleanupPolicy = (typeof CLEANUP_POLICIES)[number];
