import { z } from 'zod';

/** The log probability of a token, and of those that were likely in its place. */
export const LmLogprob = z.object({
  token: z.string(),
  logprob: z.number(),
  top: z.array(z.object({ token: z.string(), logprob: z.number() })).default([]),
});
export type LmLogprob = z.infer<typeof LmLogprob>;
