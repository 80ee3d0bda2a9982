import type { ToldCall, ToldEvaluation, ToldNearest, ToldProcess, ToldRequest } from '../shared/boundaries/details';
import type { Details } from '../shared/boundaries/report';

/** What a number of one table of texts is in another. */
export type NewNumber = (number: number) => number;

/** Details whose numbers stand for texts of another table, and all else as it was. */
export function renumbered<D extends Details>(details: D, of: NewNumber): D {
  const orNull = (number: number | null): number | null => (number === null ? null : of(number));
  return {
    ...details,
    declaredAt: orNull(details.declaredAt),
    failedAt: orNull(details.failedAt),
    errors: details.errors.map(of),
    calls: details.calls.map((call) => callOf(call, of, orNull)),
    requests: details.requests.map((request) => requestOf(request, of, orNull)),
    processes: details.processes.map((told) => processOf(told, of, orNull)),
    evaluations: details.evaluations.map((told) => evaluationOf(told, of, orNull)),
  };
}

type OrNull = (number: number | null) => number | null;

function callOf(call: ToldCall, of: NewNumber, orNull: OrNull): ToldCall {
  return {
    ...call,
    model: of(call.model),
    operation: of(call.operation),
    by: orNull(call.by),
    inputs: orNull(call.inputs),
    outputs: orNull(call.outputs),
    system: orNull(call.system),
    prompt: of(call.prompt),
    reply: orNull(call.reply),
    error: orNull(call.error),
    tools: call.tools.map((tool) => ({ name: of(tool.name), arguments: of(tool.arguments), result: orNull(tool.result) })),
    nearest: call.nearest.map((told) => nearestOf(told, of, orNull)),
  };
}

function nearestOf({ kind, at, note, fields }: ToldNearest, of: NewNumber, orNull: OrNull): ToldNearest {
  const renamed = fields.map(({ name, expected, got, agrees }) => ({
    name: of(name),
    expected: orNull(expected),
    got: orNull(got),
    agrees,
  }));
  return { kind, at: of(at), note: orNull(note), fields: renamed };
}

function requestOf(request: ToldRequest, of: NewNumber, orNull: OrNull): ToldRequest {
  const { command, params, result, error } = request;
  return { ...request, command: of(command), params: orNull(params), result: orNull(result), error: orNull(error) };
}

function processOf(told: ToldProcess, of: NewNumber, orNull: OrNull): ToldProcess {
  return { ...told, ended: orNull(told.ended), stdout: of(told.stdout), stderr: of(told.stderr) };
}

function evaluationOf(told: ToldEvaluation, of: NewNumber, orNull: OrNull): ToldEvaluation {
  const examples = told.examples.map((one) => ({
    ...one,
    example: of(one.example),
    outputs: orNull(one.outputs),
    error: orNull(one.error),
  }));
  return { ...told, program: of(told.program), metric: of(told.metric), devset: orNull(told.devset), examples };
}
