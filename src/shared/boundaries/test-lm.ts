import { z } from 'zod';
import { NOTIFICATIONS } from './bridge';
import { PythonCall } from './lm-call';

/** A Python process that a test started itself → the gateway of its worker, over HTTP: what a child asks over its socket. */

/** `POST …/dspex/answer`; answered with { callId, reply } or { error }. */
export const TestLmQuestion = z.object({ call: PythonCall });

/** `POST …/dspex/rejected`: a reply that could not be given to DSPy. */
export const TestLmRejection = NOTIFICATIONS.lm_rejected;
