import { isRecord, recordsOf, textOr } from '../wires/wire';

/** Whether the model has to call a tool, and which it may. */
export interface ToolChoice {
  readonly mode: 'auto' | 'none' | 'required';
  /** Only these; all that are offered where it is missing. */
  readonly allowed?: readonly string[];
}

/** As a sampling entry. What happens anyway is left out: a request that says so is the same as one that does not. */
function entry(mode: ToolChoice['mode'], allowed: readonly string[] = []): { toolChoice?: ToolChoice } {
  if (allowed.length > 0) return { toolChoice: { mode, allowed } };
  return mode === 'auto' ? {} : { toolChoice: { mode } };
}

/** Of chat completions and of Responses, whose names lie one level apart. */
export function openAiToolChoice(choice: unknown): { toolChoice?: ToolChoice } {
  if (choice === 'none' || choice === 'required') return entry(choice);
  if (!isRecord(choice)) return {};
  if (choice.type !== 'allowed_tools')
    return entry(
      'required',
      [nameIn(choice)].filter((name) => name !== ''),
    );
  const inner = isRecord(choice.allowed_tools) ? choice.allowed_tools : choice;
  return entry(inner.mode === 'required' ? 'required' : 'auto', recordsOf(inner.tools).map(nameIn));
}

function nameIn(tool: Record<string, unknown>): string {
  return textOr(isRecord(tool.function) ? tool.function.name : tool.name, '');
}

export function anthropicToolChoice(choice: unknown): { toolChoice?: ToolChoice } {
  if (!isRecord(choice)) return {};
  if (choice.type === 'tool') return entry('required', [textOr(choice.name, '')]);
  return entry(choice.type === 'any' ? 'required' : choice.type === 'none' ? 'none' : 'auto');
}

export function geminiToolChoice(toolConfig: unknown): { toolChoice?: ToolChoice } {
  const config = isRecord(toolConfig) ? (toolConfig.functionCallingConfig ?? toolConfig.function_calling_config) : undefined;
  if (!isRecord(config)) return {};
  const names = (config.allowedFunctionNames ?? config.allowed_function_names ?? []) as string[];
  return entry(config.mode === 'ANY' ? 'required' : config.mode === 'NONE' ? 'none' : 'auto', names);
}

/** For Gemini: names may be given only where a call is a must, or is at least checked. */
export function toGeminiToolConfig({ mode, allowed }: ToolChoice): object {
  const named = allowed !== undefined && { allowedFunctionNames: allowed };
  const modes = { required: 'ANY', none: 'NONE', auto: named === false ? 'AUTO' : 'VALIDATED' };
  return { functionCallingConfig: { mode: modes[mode], ...named } };
}

/** For chat completions. */
export function toOpenAiToolChoice({ mode, allowed }: ToolChoice): unknown {
  if (allowed === undefined) return mode;
  const tools = allowed.map((name) => ({ type: 'function', function: { name } }));
  return mode === 'required' && tools.length === 1 ? tools[0] : { type: 'allowed_tools', allowed_tools: { mode, tools } };
}
