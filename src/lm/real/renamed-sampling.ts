import type { LmCall } from '../../shared/boundaries/lm-call';

/** A call's sampling under a provider's names: only what was set, and what the provider knows. */
export function renamedSampling({ sampling }: LmCall, names: Readonly<Record<string, string>>): Record<string, unknown> {
  const known = Object.entries(names).filter(([ours]) => sampling[ours] !== undefined);
  return Object.fromEntries(known.map(([ours, theirs]) => [theirs, sampling[ours]]));
}
