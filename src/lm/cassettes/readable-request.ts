import type { CanonicalRequest } from './canonical-request';

/** A request as lines that people compare: its settings first, then the prompt in order. */
export function readableRequest({ operation, model, system, messages, tools, schema, sampling }: CanonicalRequest): string {
  const lines = [`model: ${model}`];
  if (operation !== 'generate') lines.push(`operation: ${operation}`);
  for (const name of Object.keys(sampling).sort()) lines.push(`${name}: ${JSON.stringify(sampling[name])}`);
  for (const tool of tools) lines.push(`tool: ${JSON.stringify(tool)}`);
  if (schema !== null) lines.push(`schema: ${JSON.stringify(schema)}`);
  if (system !== '') lines.push('', 'system:', ...indented(system));
  for (const { role, content } of messages)
    lines.push('', `${role}:`, ...indented(typeof content === 'string' ? content : content.map((part) => JSON.stringify(part)).join('\n')));
  return `${lines.join('\n')}\n`;
}

function indented(text: string): string[] {
  return text.split('\n').map((line) => `  ${line}`);
}
