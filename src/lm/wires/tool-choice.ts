import { isRecord, recordOf, recordsOf, textOr } from '../call/read-json';
import type { ToolChoice } from '../call/tool-choice';

/** The sampling entry of a choice. What happens anyway is left out: a request that says so is the same as one that does not. */
function choiceEntry(mode: ToolChoice['mode'], allowed: readonly string[] = []): { toolChoice?: ToolChoice } {
  if (allowed.length > 0) return { toolChoice: { mode, allowed } };
  return mode === 'auto' ? {} : { toolChoice: { mode } };
}

/** The choice of a chat completion, or of Responses, whose names lie one level higher. */
export function openAiToolChoice(choice: unknown): { toolChoice?: ToolChoice } {
  if (choice === 'none' || choice === 'required') return choiceEntry(choice);
  if (!isRecord(choice)) return {};
  if (choice.type !== 'allowed_tools') {
    const named = nameIn(choice);
    return choiceEntry('required', named === '' ? [] : [named]);
  }
  const inner = isRecord(choice.allowed_tools) ? choice.allowed_tools : choice;
  return choiceEntry(inner.mode === 'required' ? 'required' : 'auto', recordsOf(inner.tools).map(nameIn));
}

function nameIn(tool: Record<string, unknown>): string {
  const named = [tool.function, tool.custom].find(isRecord) ?? tool;
  return textOr(named.name, '');
}

/** The choice of Anthropic's Messages. */
export function anthropicToolChoice(choice: unknown): { toolChoice?: ToolChoice } {
  if (!isRecord(choice)) return {};
  if (choice.type === 'tool') return choiceEntry('required', [textOr(choice.name, '')]);
  return choiceEntry(choice.type === 'any' ? 'required' : choice.type === 'none' ? 'none' : 'auto');
}

/** The choice in Gemini's tool configuration. */
export function geminiToolChoice(toolConfig: unknown): { toolChoice?: ToolChoice } {
  const { functionCallingConfig, function_calling_config } = recordOf(toolConfig);
  const config = functionCallingConfig ?? function_calling_config;
  if (!isRecord(config)) return {};
  const names = (config.allowedFunctionNames ?? config.allowed_function_names ?? []) as string[];
  return choiceEntry(config.mode === 'ANY' ? 'required' : config.mode === 'NONE' ? 'none' : 'auto', names);
}
