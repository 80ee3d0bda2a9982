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
import { errorOfReply, MOST_CHARS, replyText, requestTexts } from './call-texts';
import { type Continued, continuedCalls } from './continued-calls';
import { asText, cut } from './shown-value';
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
      calls: calls.map((call, at) => this.call(call, journal, log.openedAt, continued[at] as Continued)),
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

  /** Each call of a run passes here: one object, and no text of it is made twice. */
  private call(call: JournalCall, journal: Context['journal'], openedAt: number, { from, results }: Continued): ToldCall {
    const { number, numberOrNull } = this.texts;
    const { callId, inputs, outputs, usage } = call;
    return {
      atMs: tenths(journal.startOf(callId) - openedAt),
      durationMs: tenths(call.durationMs),
      model: number(call.model),
      door: call.door,
      operation: number(call.operation),
      source: call.source,
      by: numberOrNull(call.ruleDeclaredAt ?? journal.cassetteOf(callId)),
      inputs: inputs === null ? null : number(asText(inputs, MOST_CHARS.prompt)),
      outputs: outputs === null ? null : number(asText(outputs, MOST_CHARS.prompt)),
      system: numberOrNull(cut(call.system, MOST_CHARS.prompt)),
      prompt: number(cut(call.prompt, MOST_CHARS.prompt)),
      reply: numberOrNull(replyText(call)),
      error: numberOrNull(errorOfReply(call)),
      tools: call.toolCalls.map((tool, at) => this.tool(tool, results[at])),
      continues: from,
      nearest: journal.nearestOf(callId).map(this.nearest),
      inputTokens: usage.inputTokens,
      outputTokens: usage.outputTokens,
      costUsd: call.costUsd,
    };
  }

  private tool({ name, arguments: args }: JournalCall['toolCalls'][number], result: unknown): ToldCall['tools'][number] {
    const { number } = this.texts;
    const inText = (value: unknown): number => number(asText(value, MOST_CHARS.message));
    return { name: number(name), arguments: inText(args), result: result === undefined ? null : inText(result) };
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
