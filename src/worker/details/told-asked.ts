import type {
  EvaluationFacts,
  ToldCall,
  ToldEvaluation,
  ToldNearest,
  ToldProcess,
  ToldRequest,
  ToldTest,
} from '../../shared/boundaries/details';
import type { JournalCall } from '../../shared/boundaries/facade';
import type { FailedProcess } from '../../shared/boundaries/failure';
import type { Compared } from '../../shared/compared';
import type { BridgeLog, LoggedRequest } from '../context/bridge-log';
import type { Context } from '../context/context';
import { callTexts, MOST_CHARS, requestTexts } from './call-texts';
import { type Continued, continuedCalls } from './continued-calls';
import { asText } from './shown-value';
import type { TextTable } from './text-table';

const MOST_CALLS = 500;
const MOST_EXAMPLES = 2_000;

/** Where the clock of `performance` began. */
const EPOCH = performance.timeOrigin;

type Asked = Pick<ToldTest, 'startedAt' | 'calls' | 'requests' | 'leftOut' | 'evaluations'>;

/** What a context asked of models and of Python, its texts by number. */
export class ToldAsked {
  constructor(private readonly texts: TextTable) {}

  /** `inFull`: what was sent to Python and came back, too. */
  of({ journal, log, evaluations }: Context, inFull: boolean): Asked {
    const all = journal.calls();
    const calls = all.slice(-MOST_CALLS);
    const continued = continuedCalls(calls);
    return {
      startedAt: Math.round(EPOCH + log.openedAt),
      calls: calls.map((call, at) => ({
        ...this.call(call, journal.startOf(call.callId) - log.openedAt, journal.cassetteOf(call.callId)),
        ...this.tools(call, continued[at] as Continued),
        nearest: journal.nearestOf(call.callId).map(this.nearest),
      })),
      requests: log.requests.map((request) => (inFull ? this.fullRequest(request, log) : this.request(request, log))),
      leftOut: { calls: all.length - calls.length, requests: log.leftOut },
      evaluations: evaluations.map((facts) => this.evaluation(facts, calls)),
    };
  }

  readonly process = ({ pid, ended, stdout, stderr }: FailedProcess): ToldProcess => {
    const { number, numberOrNull } = this.texts;
    return { pid, ended: numberOrNull(ended), stdout: number(stdout), stderr: number(stderr) };
  };

  private evaluation({ program, metric, devset, score, examples }: EvaluationFacts, calls: readonly JournalCall[]): ToldEvaluation {
    const { number, numberOrNull } = this.texts;
    const places = new Map(calls.map(({ callId }, index) => [callId, index]));
    return {
      program: number(program),
      metric: number(metric),
      devset: numberOrNull(devset),
      score,
      examples: examples.slice(0, MOST_EXAMPLES).map((one) => ({
        example: number(asText(one.example, MOST_CHARS.message)),
        outputs: one.outputs === null ? null : number(asText(one.outputs, MOST_CHARS.message)),
        score: one.score,
        error: numberOrNull(one.error),
        calls: one.callIds.map((id) => places.get(id)).filter((index) => index !== undefined),
      })),
    };
  }

  private readonly nearest = ({ kind, at, note, fields }: Compared): ToldNearest => {
    const { number, numberOrNull } = this.texts;
    // An empty text is one, too.
    const orNull = (text: string | null): number | null => (text === null ? null : number(text));
    const told = fields.map(({ name, expected, got, agrees }) => ({
      name: number(name),
      expected: orNull(expected),
      got: orNull(got),
      agrees,
    }));
    return { kind, at: number(at), note: numberOrNull(note), fields: told };
  };

  private tools({ toolCalls }: JournalCall, { from, results }: Continued): Pick<ToldCall, 'tools' | 'continues'> {
    const { number } = this.texts;
    const inText = (value: unknown): number => number(asText(value, MOST_CHARS.message));
    const tools = toolCalls.map(({ name, arguments: args }, at) => ({
      name: number(name),
      arguments: inText(args),
      result: results[at] === undefined ? null : inText(results[at]),
    }));
    return { tools, continues: from };
  }

  private call(call: JournalCall, atMs: number, cassette: string | undefined): Omit<ToldCall, 'tools' | 'continues' | 'nearest'> {
    const { number, numberOrNull } = this.texts;
    const texts = callTexts(call);
    return {
      atMs: tenths(atMs),
      durationMs: tenths(call.durationMs),
      model: number(call.model),
      door: call.door,
      operation: number(call.operation),
      source: call.source,
      by: numberOrNull(call.ruleDeclaredAt ?? cassette),
      inputs: numberOrNull(texts.inputs),
      outputs: call.outputs === null ? null : number(asText(call.outputs, MOST_CHARS.prompt)),
      system: numberOrNull(texts.system),
      prompt: number(texts.prompt),
      reply: numberOrNull(texts.reply),
      error: numberOrNull(texts.error),
      inputTokens: call.usage.inputTokens,
      outputTokens: call.usage.outputTokens,
      costUsd: call.costUsd,
    };
  }

  private request({ startedAt, endedAt, command, error }: LoggedRequest, { openedAt }: BridgeLog): ToldRequest {
    const durationMs = endedAt === undefined ? null : tenths(endedAt - startedAt);
    const told = error === undefined ? null : String((error as Partial<Error>)?.message ?? error);
    const { number, numberOrNull } = this.texts;
    return {
      atMs: tenths(startedAt - openedAt),
      durationMs,
      command: number(command),
      params: null,
      result: null,
      error: numberOrNull(told),
    };
  }

  private fullRequest(logged: LoggedRequest, log: BridgeLog): ToldRequest {
    const { params, result, error } = requestTexts(logged, log);
    const { numberOrNull } = this.texts;
    return { ...this.request(logged, log), params: numberOrNull(params), result: numberOrNull(result), error: numberOrNull(error) };
  }
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}
