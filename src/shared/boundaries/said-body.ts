import { z } from 'zod';
import { LM_APIS } from './lm-api';

/** The JSON in which a provider said a reply, and the wire whose it is. */
export const SaidBody = z.object({ api: z.enum(LM_APIS), text: z.string() });
export type SaidBody = z.infer<typeof SaidBody>;
