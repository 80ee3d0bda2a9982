import { decodeValues } from '../../shared/values/values';
import { decodeRecord, encodeRecord, request } from '../facade/current-context';
import type { ProgramAddress } from '../programs/program';
import type { EvaluateOptions, Metric } from './evaluation';
import type { Found } from './found';
import { scoreOf } from './score';

interface Answered {
  readonly outputs: unknown;
  readonly score?: unknown;
}

/** A program that runs over an example. */
export interface Started {
  readonly answered: Promise<Answered>;
  readonly callIds: readonly string[];
}

/** Runs the program over an example, and asks the metric about what it gives. */
export class OneExample<E extends object, O> {
  /** What is to run one after another. */
  private readonly turn = {};
  /** A metric that gives a promise may ask the LM itself, before the next example does. */
  private isWithinOneStep: boolean;

  constructor(
    private readonly at: ProgramAddress,
    private readonly names: readonly string[],
    private readonly metric: Metric<E, O>,
    private readonly options: EvaluateOptions,
  ) {
    this.isWithinOneStep = typeof metric === 'string';
  }

  /**
   * True where the next example may be sent while one runs: Python then begins it at once, and still hears nothing of the LM before the
   * metric has been asked. In layer unit nothing is waited for that this could save.
   */
  get mayStartAhead(): boolean {
    return this.isWithinOneStep && this.at.owner().layer !== 'unit';
  }

  /** `inTurn`: after the one that was started before. */
  start(example: E, inTurn: boolean): Started {
    const callIds: string[] = [];
    const answered = this.execute(example, (callId) => callIds.push(callId), inTurn ? this.turn : undefined);
    answered.catch(() => undefined); // Awaited when it is this one's turn.
    return { answered, callIds };
  }

  async judge(example: E, { answered, callIds }: Started): Promise<Found<E, O>> {
    let outputs: O | null = null;
    const found = (score: number, error: Error | null): Found<E, O> => ({ example, outputs, score, error, callIds });
    try {
      const given = await answered;
      outputs = decodeRecord(given.outputs) as O;
      const score = typeof this.metric === 'string' ? decodeValues(given.score) : await this.scored(this.metric(example, outputs));
      return found(scoreOf(score, example), null);
    } catch (error) {
      if (isWrongForAll(error)) throw error;
      return found(0, asError(error));
    }
  }

  private scored<T>(given: T | Promise<T>): T | Promise<T> {
    this.isWithinOneStep = typeof (given as { then?: unknown } | null)?.then !== 'function';
    return given;
  }

  private async execute(example: E, onCall: (callId: string) => void, turn: object | undefined): Promise<Answered> {
    const whole = encodeRecord(example, 'example');
    const inputs = Object.fromEntries(this.names.filter((name) => name in whole).map((name) => [name, whole[name]]));
    const { timeoutMs } = this.options;
    const { owner, address } = this.at;
    const params = { ...address, inputs };
    if (typeof this.metric !== 'string') return (await request(owner, 'execute', params, { timeoutMs, onCall, turn })) as Answered;
    const measured = { ...params, example: whole, metric: this.metric };
    return (await request(owner, 'execute_and_measure', measured, { timeoutMs, onCall, turn })) as Answered;
  }
}

/** A metric that gives no score, or that Python does not find: so it is with every example. */
function isWrongForAll(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return code === 'EVALUATE_INVALID' || code === 'MODULE_INVALID' || code === 'MODULE_IMPORT_FAILED';
}

/** JavaScript throws anything. What has a message is an error, of whatever realm. */
function asError(thrown: unknown): Error {
  const isOne = typeof thrown === 'object' && thrown !== null && 'message' in thrown;
  return isOne ? (thrown as Error) : new Error(`the metric threw ${String(thrown)}`, { cause: thrown });
}
