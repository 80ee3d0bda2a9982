import type { LmCall } from '../../shared/boundaries/lm-call';

/** How many replies a call asks for at once. */
export function choicesAsked({ sampling }: Pick<LmCall, 'sampling'>): number {
  const asked = Number(sampling.n ?? 1);
  return Number.isInteger(asked) && asked > 1 ? asked : 1;
}
