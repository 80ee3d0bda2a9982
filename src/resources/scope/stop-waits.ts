import type { CleanupPolicy } from '../../shared/options/policies';

/** How long a process is waited for: after its input closed, and after SIGTERM. */
export interface StopWaits {
  readonly inputMs: number;
  readonly termMs: number;
}

export const WAITS: Readonly<Record<Exclude<CleanupPolicy, 'off'>, StopWaits>> = {
  aggressive: { inputMs: 50, termMs: 500 },
  graceful: { inputMs: 2_000, termMs: 10_000 },
};
