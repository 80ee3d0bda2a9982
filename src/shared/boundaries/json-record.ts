import { z } from 'zod';

/** A record whose names are somebody else's, as it came: zod's own leaves out a field that is called `__proto__`. */
export const JsonRecord = z.custom<Record<string, unknown>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  { error: 'Invalid input: expected record' },
);
