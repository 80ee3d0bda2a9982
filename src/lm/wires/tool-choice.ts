import { isRecord, recordsOf, textOr } from '../call/read-json';
import type { ToolChoice } from '../call/tool-choice';
import type { Fields } from './fields';

type Choice = { toolChoice?: ToolChoice };

/** The sampling entry of a choice. What happens anyway is left out: a request that says so is the same as one that does not. */
export function choiceEntry(mode: ToolChoice['mode'], allowed: readonly string[] = []): Choice {
  if (allowed.length > 0) return { toolChoice: { mode, allowed } };
  return mode === 'auto' ? {} : { toolChoice: { mode } };
}

/** The choice of a chat completion, or of Responses, whose names lie one level higher. One that is not understood is carried. */
export function openAiToolChoice(fields: Fields, ...names: readonly string[]): Choice {
  const name = names.find((candidate) => fields.peek(candidate) !== undefined);
  const read = name === undefined ? null : readChoice(fields.peek(name));
  if (name === undefined || read === null) return {};
  fields.take(name);
  return read;
}

function readChoice(choice: unknown): Choice | null {
  if (choice === 'none' || choice === 'required' || choice === 'auto') return choiceEntry(choice);
  if (!isRecord(choice)) return null;
  if (choice.type !== 'allowed_tools') return readNamed(choice);
  const inner = isRecord(choice.allowed_tools) ? choice.allowed_tools : choice;
  const names = recordsOf(inner.tools).map(nameIn);
  if (names.includes('') || (inner.mode !== 'required' && inner.mode !== 'auto')) return null;
  return choiceEntry(inner.mode, names);
}

function readNamed(choice: Record<string, unknown>): Choice | null {
  const name = nameIn(choice);
  return name === '' ? null : choiceEntry('required', [name]);
}

/** The name of a function or a custom tool; '' for any other, which is chosen by more than a name. */
function nameIn(tool: Record<string, unknown>): string {
  const { type = 'function', ...more } = tool;
  if (type !== 'function' && type !== 'custom') return '';
  const named = [more.function, more.custom].find(isRecord) ?? more;
  return Object.keys(named).length === 1 ? textOr(named.name, '') : '';
}

const ANTHROPIC_MODES = { auto: 'auto', any: 'required', none: 'none', tool: 'required' } as const;

/** The choice of Anthropic's Messages. */
export function anthropicToolChoice(fields: Fields): Choice & { parallelToolCalls?: boolean } {
  const choice = fields.within('tool_choice');
  const mode = ANTHROPIC_MODES[choice.peek('type') as keyof typeof ANTHROPIC_MODES];
  if (mode === undefined) return {};
  const allowed = choice.take('type') === 'tool' ? [choice.text('name') ?? ''] : [];
  const disabled = choice.peek('disable_parallel_tool_use');
  const isSaid = typeof disabled === 'boolean' && choice.take('disable_parallel_tool_use') !== undefined;
  return { ...choiceEntry(mode, allowed), ...(isSaid && { parallelToolCalls: !disabled }) };
}

const GEMINI_MODES = { AUTO: 'auto', ANY: 'required', NONE: 'none', VALIDATED: 'auto', MODE_UNSPECIFIED: 'auto' } as const;

/** The choice in Gemini's tool configuration. Calls that are checked against their schemas, and no must, are carried where they name none. */
export function geminiToolChoice(fields: Fields): Choice {
  const config = fields.within('toolConfig').within('functionCallingConfig');
  const names = config.peek('allowedFunctionNames');
  const allowed = Array.isArray(names) ? (names as string[]) : [];
  const said = config.peek('mode') ?? 'AUTO';
  const mode = GEMINI_MODES[said as keyof typeof GEMINI_MODES];
  if (mode === undefined || (names !== undefined && !Array.isArray(names)) || (said === 'VALIDATED' && allowed.length === 0)) return {};
  for (const known of ['mode', 'allowedFunctionNames']) config.take(known);
  return choiceEntry(mode, allowed);
}
