import type { ToolResult } from '../../shared/boundaries/asked-call';
import type { LmCall, LmMessage } from '../../shared/boundaries/lm-call';
import { inputValues } from './call-fields';
import { recordOf, recordsOf, textOr } from './read-json';
import { toolNames } from './tool-results';
import { trajectoryOf } from './trajectory';

/** The tool that ends a ReAct agent: it answers nothing. */
const FINISH = 'finish';

/** Which request of its conversation a call is, from 1. Turns that are examples of a DSPy program are none of it. */
export function turnOf(call: LmCall): number {
  const examples = call.fields?.demos ?? 0;
  return Math.max(answeredTurns(call.messages) - examples, 0) + observed(call).length + 1;
}

/** Messages of the model that follow one another are one turn: some clients send each part of it by itself. */
function answeredTurns(messages: readonly LmMessage[]): number {
  return messages.filter(({ role }, index) => role === 'assistant' && messages[index - 1]?.role !== 'assistant').length;
}

/** What tools have answered since the model spoke last; of a ReAct agent, the latest of its observations. */
export function toolResultsOf(call: LmCall): ToolResult[] {
  const latest = observed(call)
    .filter(({ name }) => name !== FINISH)
    .slice(-1);
  if (latest.length > 0) return latest;
  const said = answeredNow(call);
  return said.length > 0 ? said : toldInHistory(call);
}

function answeredNow(call: LmCall): ToolResult[] {
  const names = toolNames(call.messages);
  const newest = call.messages.slice(call.messages.map(({ role }) => role).lastIndexOf('assistant') + 1);
  return newest.flatMap(({ parts }) =>
    parts.flatMap((part) =>
      part.type === 'tool_result' ? [{ name: part.name ?? names.get(part.id ?? '') ?? '', content: part.content }] : [],
    ),
  );
}

/** An adapter without native calls tells results in the text of a turn: the value behind it says what they are. */
function toldInHistory(call: LmCall): ToolResult[] {
  const histories = Object.values(inputValues(call)).map((value) => recordsOf(recordOf(value).messages));
  const results = histories.flatMap((turns) => recordsOf(recordOf(recordOf(turns.at(-1)?.tool_calls).tool_call_results).tool_call_results));
  return results.map(({ name, value }) => ({ name: textOr(name, ''), content: value }));
}

/** ReAct tells its steps in one input, as text. */
function observed(call: LmCall): ToolResult[] {
  const { trajectory } = inputValues(call);
  return typeof trajectory === 'string' ? trajectoryOf(trajectory) : [];
}
