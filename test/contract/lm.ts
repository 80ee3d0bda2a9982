import type { ChildUser } from '../../src/bridge/child/child-user';
import { Engine } from '../../src/lm/engine';
import { Journal } from '../../src/lm/journal';
import { RuleScope } from '../../src/lm/rules/rule-scope';
import type { RuleHandle } from '../../src/shared/boundaries/facade';
import type { CallPattern } from '../../src/shared/boundaries/rule-matcher';

/** The real engine with one scope of rules, as a test has it. */
export interface TestLm {
  readonly scope: RuleScope;
  readonly journal: Journal;
  /** Who asks Python, and is asked by it. */
  readonly user: ChildUser;
  when(fields: Record<string, unknown>, also?: CallPattern): RuleHandle;
  whenPrompt(prompt: unknown): RuleHandle;
}

export function testLm(): TestLm {
  const scope = new RuleScope('test', null, 'a contract test');
  const journal = new Journal();
  const engine = new Engine();
  return {
    scope,
    journal,
    user: {
      testName: null,
      answer: (call) =>
        engine.answer(call, {
          lmMode: 'mock',
          layer: 'integration',
          scope,
          journal,
          label: 'a contract test',
          defaultText: 'mock_response',
          redact: (text) => text,
          upstream: null,
        }),
      rejected: () => undefined,
      refused: () => undefined,
    },
    when: (fields, also) =>
      scope.addRule({ matcher: { kind: 'fields', fields, ...(also !== undefined && { also }) }, declaredAt: 'contract.test.ts:1' }),
    whenPrompt: (prompt) => scope.addRule({ matcher: { kind: 'prompt', prompt }, declaredAt: 'contract.test.ts:2' }),
  };
}
