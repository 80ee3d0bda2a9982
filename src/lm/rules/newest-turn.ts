import type { LmCall } from '../../shared/boundaries/lm-call';
import { patternOf } from './match';
import type { Rule } from './rule';

/**
 * Of rules that match a call, in their order, the one that answers: the first that names this turn, or what a tool said in it; else the
 * first, unless its text stands in turns that were answered before, while the text of another needs what this turn says. So a chat is
 * answered turn by turn, in whatever order its rules were declared.
 */
export function forNewestTurn(rules: readonly Rule[], call: LmCall): Rule | undefined {
  const named = rules.find((rule) => namesTurn(rule) && rule.matches(call));
  if (named !== undefined) return named;
  const first = rules.find((rule) => rule.matches(call));
  const earlier = answeredTurns(call);
  if (first === undefined || earlier === undefined || !(looksAtPrompt(first) && first.matches(earlier))) return first;
  const later = rules.slice(rules.indexOf(first) + 1).filter(looksAtPrompt);
  return later.find((rule) => rule.matches(call) && !rule.matches(earlier)) ?? first;
}

/** The call with the turns up to the model's last answer; undefined in a first turn. */
function answeredTurns(call: LmCall): LmCall | undefined {
  const answered = call.messages.map(({ role }) => role).lastIndexOf('assistant');
  return answered === -1 ? undefined : { ...call, messages: call.messages.slice(0, answered + 1) };
}

function namesTurn({ matcher }: Rule): boolean {
  const { turn, afterTool } = patternOf(matcher);
  return turn !== undefined || afterTool !== undefined;
}

function looksAtPrompt({ matcher }: Rule): boolean {
  return matcher.kind === 'prompt' && matcher.prompt !== undefined;
}
