import type { ToolResult } from '../../shared/boundaries/asked-call';

/** The steps that a ReAct agent tells its model: which tool it called, and what was observed. Written by any of DSPy's adapters. */
export function trajectoryOf(text: string): ToolResult[] {
  const steps: ToolResult[] = [];
  // Each step is looked for behind the one before: what a tool says may look like a step.
  for (let step = stepAt(text); step !== undefined; step = stepAt(step.rest, step.index + 1)) steps.push(step.result);
  return steps;
}

interface Step {
  readonly index: number;
  readonly result: ToolResult;
  readonly rest: string;
}

/** A trajectory that grew too long has lost its first steps: it begins with any number. */
function stepAt(text: string, number?: number): Step | undefined {
  const named = fieldAt(text, `tool_name_${number ?? '\\d+'}`);
  if (named === undefined) return undefined;
  const index = number ?? Number(/_(\d+)$/.exec(named.name)?.[1]);
  const observed = fieldAt(named.rest, `observation_${index}`);
  if (observed === undefined) return undefined;
  const next = startOf(observed.rest, `(?:thought|tool_name)_${index + 1}`);
  const said = next === -1 ? observed.rest : observed.rest.slice(0, next);
  const content = said.trim().replace(new RegExp(`\\n?</observation_${index}>$`), '');
  return { index, result: { name: firstLine(named.rest), content }, rest: observed.rest.slice(said.length) };
}

/** `[[ ## name ## ]]`, or `<name>`, on a line of its own. */
function markerOf(name: string): RegExp {
  return new RegExp(`^(?:\\[\\[ ## (${name}) ## \\]\\]|<(${name})>)$`, 'm');
}

function startOf(text: string, name: string): number {
  return text.search(markerOf(name));
}

function fieldAt(text: string, name: string): { readonly name: string; readonly rest: string } | undefined {
  const found = markerOf(name).exec(text);
  if (found === null) return undefined;
  return { name: (found[1] ?? found[2]) as string, rest: text.slice(found.index + found[0].length + 1) };
}

function firstLine(text: string): string {
  return text.trimStart().split('\n', 1)[0]?.trim() ?? '';
}
