import type { LmTool } from '../../../shared/boundaries/lm-call';
import { Fields } from '../fields';
import { strictOf } from '../openai/decode-tool';

/** A function, or a tool that a provider runs itself (`provider-defined` in version 2 of the contract), which is kept whole. */
export function decodeTool(tool: Record<string, unknown>): LmTool {
  const fields = new Fields(tool);
  const [type, name, description] = [fields.text('type') ?? 'function', fields.text('name') ?? '', fields.text('description') ?? ''];
  if (type !== 'function') return { name, description, parameters: {}, type: fields.text('id') ?? type, carried: tool };
  return { name, description, parameters: fields.record('inputSchema'), ...strictOf(fields), ...fields.rest() };
}
