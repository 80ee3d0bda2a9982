import type { LmMessage } from '../../shared/boundaries/lm-call';

/** A message in which results of tools stand inside of the user's content; elsewhere they are a message of their own. */
export function withResultsApart({ role, parts, ...more }: LmMessage): LmMessage[] {
  if (role !== 'user') return [{ role, parts, ...more }];
  const results = parts.filter((part) => part.type === 'tool_result');
  const rest = parts.filter((part) => part.type !== 'tool_result');
  return [
    ...(results.length > 0 ? [{ role: 'tool' as const, parts: results, ...(rest.length === 0 && more) }] : []),
    ...(rest.length > 0 || results.length === 0 ? [{ role, parts: rest, ...more }] : []),
  ];
}
