import type { LmCall } from '../../../shared/boundaries/lm-call';

/** Tokens to think with, as Gemini itself reads the efforts of OpenAI's clients for models that know no levels. */
const BUDGETS: Readonly<Record<string, number>> = { none: 0, minimal: 1024, low: 1024, medium: 8192, high: 24576 };
const LEVELS = ['minimal', 'low', 'medium', 'high'];

/** How much a model may think: a budget, or from Gemini 3 on a level. */
export function thinkingConfig(call: LmCall): { thinkingConfig?: object } {
  const { thinkingBudget, reasoningEffort } = call.sampling;
  const effort = String(reasoningEffort);
  const budget = thinkingBudget ?? (knowsLevels(call) ? undefined : BUDGETS[effort]);
  const level =
    reasoningEffort !== undefined && knowsLevels(call) && LEVELS.includes(effort) ? { thinkingLevel: effort.toUpperCase() } : {};
  if (budget === undefined && !('thinkingLevel' in level)) return {};
  return { thinkingConfig: { ...(budget !== undefined && { thinkingBudget: budget }), ...level } };
}

/** The setting that says more than Gemini can be told; undefined where there is none. */
export function unsupportedThinking(call: LmCall): string | undefined {
  const { thinkingBudget, reasoningEffort } = call.sampling;
  if (thinkingBudget !== undefined && typeof thinkingBudget !== 'number') return `thinkingBudget ${String(thinkingBudget)}`;
  const known = knowsLevels(call) ? LEVELS : Object.keys(BUDGETS);
  return reasoningEffort === undefined || known.includes(String(reasoningEffort))
    ? undefined
    : `reasoningEffort ${String(reasoningEffort)}`;
}

function knowsLevels({ model, api }: LmCall): boolean {
  return api === 'gemini' || !/gemini-(1|2)\b/.test(model);
}
