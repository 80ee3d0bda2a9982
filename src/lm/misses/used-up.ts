import type { Rule } from '../rules/rule';

/** Said of a rule that would answer, if it had a reply left. */
export function usedUp(rule: Rule): string {
  const used = rule.used === 1 ? 'used once' : `used ${rule.used} times`;
  const why = rule.left.length === 0 ? '.callTool and .replyOnce are for one call each' : '.times allows no more';
  return `it matches, but has no reply left (${used}: ${why})`;
}
