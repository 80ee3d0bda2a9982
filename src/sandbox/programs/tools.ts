import type { ToolShape } from '../../shared/boundaries/bridge';
import type { ToolCallFacade, ToolFunction } from '../../shared/boundaries/tool-call';
import { DspexError } from '../../shared/errors';
import { encodeValues } from '../../shared/values/values';
import { decodeRecord } from '../facade/current-context';
import { isSchema, jsonSchemaOf, parsed, type Schema } from './tool-schema';

/** What a tool gets beside its arguments. */
export type ToolCall = ToolCallFacade;

/** A function of the test's that a program in Python may call. */
export interface NodeTool<A = Record<string, unknown>> {
  readonly name: string;
  /** What the model is told of it. */
  readonly description?: string | undefined;
  /** JSON Schema of the arguments, or a schema of zod (or of another library of the Standard Schema), which checks and types them. */
  readonly parameters?: Record<string, unknown> | Schema<A> | undefined;
  /** What it gives, now or later, is what the agent observes; so is the message of what it throws. */
  run(args: A, call: ToolCall): unknown;
}

/** A tool of a program: a Python function `pkg.mod:function`, or one here, which Python calls back. */
// biome-ignore lint/suspicious/noExplicitAny: a list holds tools of any arguments
export type ProgramTool = string | NodeTool<any>;

/** Gives the tool back: for its types alone. */
export function tool<A>(spec: NodeTool<A>): NodeTool<A> {
  return spec;
}

/** Tools as Python is told of them, and the functions behind those of the test. Throws TOOL_INVALID. */
export function splitTools(tools: readonly ProgramTool[]): { shapes: ToolShape[]; functions: Record<string, ToolFunction> } {
  const shapes: ToolShape[] = [];
  const functions: Record<string, ToolFunction> = {};
  for (const one of tools) {
    if (typeof one === 'string') {
      shapes.push({ kind: 'python', path: one });
      continue;
    }
    refuseBroken(one, functions);
    shapes.push({ kind: 'node', name: one.name, description: one.description ?? '', parameters: schemaOf(one) });
    functions[one.name] = functionOf(one);
  }
  return { shapes, functions };
}

function schemaOf({ name, parameters = {} }: NodeTool): Record<string, unknown> {
  if (!isSchema(parameters)) return parameters as Record<string, unknown>;
  const schema = jsonSchemaOf(parameters);
  if (typeof schema === 'object') return schema;
  throw invalid(name, schema, "parameters: { type: 'object', properties: { id: { type: 'number' } }, required: ['id'] }");
}

function functionOf(one: NodeTool): ToolFunction {
  return async (wire, call) => {
    const args = decodeRecord(wire);
    const checked = isSchema(one.parameters) ? await parsed(one.parameters, args) : args;
    return encodeValues((await one.run(checked, call)) ?? null, `the result of ${one.name}`);
  };
}

function refuseBroken({ name, run }: NodeTool, known: object): void {
  const next = "tools: [{ name: 'find', description: 'Finds an order.', run: ({ id }) => orders[id] }]";
  if (typeof name !== 'string' || name === '') throw invalid(String(name), 'a tool has a name', next);
  if (typeof run !== 'function') throw invalid(name, 'a tool has a function `run`', next);
  if (name in known) throw invalid(name, 'another tool of this program has the same name', next);
}

function invalid(name: string, why: string, next: string): DspexError {
  return new DspexError({ code: 'TOOL_INVALID', what: `The tool "${name}" cannot be given to a program.`, why, next });
}
