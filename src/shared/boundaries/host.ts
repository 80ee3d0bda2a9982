import { z } from 'zod';
import { Grant, Reservation, Settlement } from './ledger';
import { RunEvent } from './run-events';
import { FilePlan, SlotRequest, StartedProcess } from './slots';

/** Jest worker ↔ the run's host in Jest's main process: JSON-RPC 2.0 over a Unix socket in a private folder. */

export const ForkServerRequest = z.object({
  rootDir: z.string(),
  /** `dspex.python.executable`. */
  configured: z.string().nullable(),
  /** What a Python reads once at start-up; servers are shared by equal keys. */
  startEnv: z.record(z.string(), z.string()),
  /** The rest of the environment that decides which Python is found. */
  searchEnv: z.record(z.string(), z.string()),
  startMethod: z.enum(['fork', 'spawn']),
  spares: z.number().int(),
  /** In a network namespace of its own. */
  ownNetwork: z.boolean(),
});
export type ForkServerRequest = z.infer<typeof ForkServerRequest>;

export const ForkServerAddress = z.object({
  socketPath: z.string(),
  serverPid: z.number().int(),
});
export type ForkServerAddress = z.infer<typeof ForkServerAddress>;

export const ChildEnd = z.object({
  exit: z
    .object({
      pid: z.number(),
      code: z.number().nullable(),
      signal: z.string().nullable(),
      maxRssKb: z.number().nullable(),
      reason: z.string(),
    })
    .nullable(),
  /** Why the fork server itself ended; null while it runs. */
  serverEnded: z.string().nullable(),
});
export type ChildEnd = z.infer<typeof ChildEnd>;

/** Requests from a worker. */
export const HOST_REQUESTS = {
  fork_server: { params: ForkServerRequest, result: ForkServerAddress },
  child_end: { params: z.object({ serverPid: z.number().int(), pid: z.number().int().nullable() }), result: ChildEnd },
  /** Counted over all workers; the answer says whether the rest of the run is to be skipped. */
  test_failed: { params: z.object({ maxFailures: z.number().int() }), result: z.object({ stop: z.boolean() }) },
  events: { params: z.object({ events: z.array(RunEvent) }), result: z.object({}) },
  /** Answered when the call may be made: see Ledger. `redisUrl`: the ledger that several machines share. */
  ledger_reserve: {
    params: Reservation.extend({ redisUrl: z.string().nullable(), runKey: z.string().nullable() }),
    result: Grant,
  },
  ledger_settle: { params: Settlement, result: z.object({}) },
  /** This worker has started something: it is ended when the worker's socket closes. */
  own: { params: z.object({ pid: z.number().int() }), result: z.object({}) },
  /** Answered when the request has its slots. */
  slot_take: { params: SlotRequest, result: z.object({}) },
  slot_started: { params: StartedProcess, result: z.object({}) },
  /** Its processes are gone; or it waits no longer. */
  slot_give_back: { params: z.object({ key: z.string() }), result: z.object({}) },
  slot_plan: { params: FilePlan, result: z.object({}) },
  run_state: { params: z.object({}), result: z.object({ failed: z.number().int() }) },
} as const;

/** Notifications to every worker. */
export const HOST_NOTIFICATIONS = {
  /** Somebody waits for a slot: what is kept for later use only is to be given up. */
  slots_wanted: z.object({ isWanted: z.boolean() }),
} as const;
