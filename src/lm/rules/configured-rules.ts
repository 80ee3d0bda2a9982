import type { ConfiguredResponse } from '../../shared/options/options';
import type { RuleScope } from './rule-scope';

/** Puts the rules of the config (`lm.responses`) into its scope; the first written is the first tried. */
export function addConfiguredRules(scope: RuleScope, responses: readonly ConfiguredResponse[]): void {
  // In a scope the latest matching rule wins; a list in a config is read from the top.
  [...responses.entries()].reverse().forEach(([index, { when, prompt, reply }]) => {
    const declaredAt = `dspex.lm.responses[${index}] of the config`;
    if (when !== undefined) {
      const fields = Object.fromEntries(Object.entries(when).map(([name, value]) => [name, patternOf(value)]));
      scope.addRule({ matcher: { kind: 'fields', fields }, declaredAt }).reply(reply);
    } else {
      scope.addRule({ matcher: { kind: 'prompt', prompt: patternOf(prompt ?? '') }, declaredAt }).reply(reply);
    }
  });
}

function patternOf(value: unknown): unknown {
  const pattern = value as { regex?: string; flags?: string } | null;
  return typeof pattern === 'object' && pattern?.regex !== undefined ? new RegExp(pattern.regex, pattern.flags) : value;
}
