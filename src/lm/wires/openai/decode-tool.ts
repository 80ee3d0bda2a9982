import type { LmTool } from '../../../shared/boundaries/lm-call';
import { isRecord, textOr } from '../../call/read-json';
import { Fields } from '../fields';

/** A tool of a chat completion. */
export function decodeTool(tool: Record<string, unknown>): LmTool {
  if (!isRecord(tool.function)) return decodeTyped(tool, 'custom');
  const fields = new Fields(tool);
  fields.take('type');
  return { ...readFunction(fields.within('function')), ...fields.rest() };
}

/** A function, as `functions` had them and as Responses has its tools. */
export function decodeFunction(declared: Record<string, unknown>): LmTool {
  const fields = new Fields(declared);
  if (declared.type === 'function') fields.take('type');
  return { ...readFunction(fields), ...fields.rest() };
}

function readFunction(fields: Fields): LmTool {
  const [name, description] = [fields.text('name') ?? '', fields.text('description') ?? ''];
  return { name, description, parameters: fields.record('parameters'), ...strictOf(fields) };
}

/** Whether arguments must be as the schema says. A client whose types insist on an answer says no; another says nothing. */
export function strictOf(fields: Fields): { strict?: true } {
  if (typeof fields.peek('strict') !== 'boolean') return {};
  return fields.take('strict') === true ? { strict: true } : {};
}

/**
 * A tool that is no function with a schema; one without a name is called by its type. A custom one is told by its parts, which chat
 * completions keep in a record under `inner`; any other is kept whole.
 */
export function decodeTyped(tool: Record<string, unknown>, inner?: string): LmTool {
  const type = textOr(tool.type, '');
  const fields = new Fields(tool);
  fields.take('type');
  const parts = inner !== undefined && isRecord(tool[inner]) ? new Fields(tool[inner]) : fields;
  const known = { name: parts.text('name') ?? type, description: parts.text('description') ?? '', parameters: {}, type };
  return { ...known, ...(type === 'custom' ? parts.rest() : { carried: tool }) };
}
