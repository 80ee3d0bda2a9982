import { z } from 'zod';

/** Slots that a worker asks of the host: to run Python processes, or to be one of the tests that use Python. All workers share them. */
export const SlotRequest = z.object({
  /** `process`: limited by `maxPythonProcesses`. `case`: by `maxParallelCases`. */
  of: z.enum(['process', 'case']),
  /** Names the request in `slot_started` and `slot_give_back`. */
  key: z.string(),
  /** The file on whose behalf it is asked, one run of it: files of the same name in two projects are two. */
  file: z.string(),
  /** Who asks, for messages. */
  label: z.string(),
  /** How many, all of them or none. */
  count: z.number().int().min(1),
  /** `file`: kept until the file ends. `test`: comes back by itself, as a test that has its processes needs nothing more. */
  kind: z.enum(['file', 'test']),
  /** The most that one test of the file takes beside the file's own. */
  largestTest: z.number().int().min(0),
  /** How many there are. */
  limit: z.number().int().min(1),
  maxWaitMs: z.number(),
});
export type SlotRequest = z.infer<typeof SlotRequest>;

/** A process runs in the request's slots. */
export const StartedProcess = z.object({ key: z.string(), pid: z.number().int() });
export type StartedProcess = z.infer<typeof StartedProcess>;

export const FilePlan = z.object({ file: z.string(), largestTest: z.number().int().min(0) });
export type FilePlan = z.infer<typeof FilePlan>;
