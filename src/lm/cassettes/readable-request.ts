import type { CanonicalRequest } from './canonical-form';

/** A request as lines that people compare: its settings first, then the prompt in order. */
export function readableRequest({ operation, model, system, messages, tools, schema, sampling, carried }: CanonicalRequest): string {
  const lines = [`model: ${model}`];
  if (operation !== 'generate') lines.push(`operation: ${operation}`);
  lines.push(...settings(sampling), ...settings(carried ?? {}));
  for (const tool of tools) lines.push(`tool: ${JSON.stringify(tool)}`);
  if (schema !== null) lines.push(`schema: ${JSON.stringify(schema)}`);
  if (system !== '') lines.push('', 'system:', ...indented(system));
  for (const message of messages)
    lines.push('', `${message.role}:`, ...settings(message.carried ?? {}), ...indented(said(message.content)));
  return `${lines.join('\n')}\n`;
}

function settings(values: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(values)
    .sort()
    .map((name) => `${name}: ${JSON.stringify(values[name])}`);
}

function said(content: CanonicalRequest['messages'][number]['content']): string {
  return typeof content === 'string' ? content : content.map((part) => JSON.stringify(part)).join('\n');
}

function indented(text: string): string[] {
  return text.split('\n').map((line) => `  ${line}`);
}
