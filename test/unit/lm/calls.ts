import { Engine } from '../../../src/lm/engine';
import { Journal } from '../../../src/lm/journal';
import { RuleScope } from '../../../src/lm/rules/rule-scope';
import { Redactor } from '../../../src/lm/secrets/redact';
import type { JournalCall } from '../../../src/shared/boundaries/facade';
import type { LmCall } from '../../../src/shared/boundaries/lm-call';
import type { LmMode } from '../../../src/shared/layers';

const TEXT = { type: 'string' };

/** A call of a signature, as DSPy makes it. */
export function fieldCall(inputs: Record<string, unknown>, outputs: Record<string, Record<string, unknown>> = { answer: TEXT }): LmCall {
  return {
    ...promptCall(
      Object.entries(inputs)
        .map(([name, value]) => `${name}: ${String(value)}`)
        .join('\n'),
    ),
    door: 'python',
    operation: 'generate',
    api: 'dspy',
    fields: {
      signature: 'StringSignature',
      instructions: '',
      inputs,
      outputs: Object.entries(outputs).map(([name, schema]) => ({ name, schema })),
    },
  };
}

/** A call without a signature, as an HTTP client makes it. */
export function promptCall(prompt: string, overrides: Partial<LmCall> = {}): LmCall {
  return {
    door: 'http',
    operation: 'generate',
    api: 'openai',
    model: 'gpt-4o-mini',
    system: '',
    messages: [{ role: 'user', parts: [{ type: 'text', text: prompt }] }],
    tools: [],
    schema: null,
    sampling: {},
    stream: false,
    fields: null,
    ...overrides,
  };
}

/** An engine with a file's and a test's scope, asked as a test asks. */
export function engineOf(lmMode: LmMode = 'mock', told?: (call: JournalCall) => void) {
  const file = new RuleScope('file', new RuleScope('config', null, 'config'), 'a.test.ts');
  const scope = new RuleScope('test', file, 'a test');
  const journal = new Journal(told);
  const engine = new Engine();
  const redactor = new Redactor({});
  const ask = (call: LmCall) =>
    engine.answer(call, {
      lmMode,
      layer: 'integration',
      scope,
      journal,
      label: 'a test',
      defaultText: 'mock_response',
      redact: redactor.text,
      upstream: null,
    });
  let line = 0;
  return {
    file,
    scope,
    journal,
    ask,
    fields: async (call: LmCall) => ((await ask(call)).reply as { fields: unknown }).fields,
    text: async (call: LmCall) => ((await ask(call)).reply as { text: string | null }).text,
    when: (fields: Record<string, unknown>, inScope = scope) =>
      inScope.addRule({ matcher: { kind: 'fields', fields }, declaredAt: `a.test.ts:${++line}` }),
    whenPrompt: (pattern: Record<string, unknown>) =>
      scope.addRule({ matcher: { kind: 'prompt', ...pattern }, declaredAt: `a.test.ts:${++line}` }),
    whenCall: (predicate: (call: unknown) => unknown) =>
      scope.addRule({ matcher: { kind: 'predicate', predicate }, declaredAt: `a.test.ts:${++line}` }),
  };
}

/** The error of a call that nothing answers. */
export async function missOf(lm: ReturnType<typeof engineOf>, call: LmCall): Promise<Error> {
  const error = await lm.ask(call).then(
    () => undefined,
    (refused: Error) => refused,
  );
  if (error === undefined) throw new Error('the call was answered');
  return error;
}
