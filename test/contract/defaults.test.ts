import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isSince } from './dspy-version';
import { testLm } from './lm';
import { startPython } from './python-server';

const TYPES = JSON.parse(readFileSync(join(__dirname, 'cases', 'defaults.json'), 'utf8')) as string[];

// Fails when a call that nobody has a rule for gets a value that pydantic or DSPy refuses, or is asked twice.
test('what answers without a rule is valid for every type', async () => {
  const python = await startPython();
  const lm = testLm();
  const bridge = await python.open(lm.user);
  try {
    await bridge.request('open_session', { session: 's' }, lm);
    await bridge.request(
      'load_module',
      { session: 's', id: 'rows', path: 'modules.round_trip:Rows', args: [], kwargs: {}, tools: null },
      lm,
    );
    const inputs = { rows: TYPES.map((type, index) => [index, type]), adapter: 'chat', streamed: false };
    const outcomes = (await bridge.execute({ session: 's', id: 'rows', inputs }, lm)).outputs.outcomes as readonly { refused?: string }[];
    const refusals = outcomes.flatMap(({ refused }, index) => (refused === undefined ? [] : [`${TYPES[index]}: ${refused}`]));
    // Parsers of before read no literals but texts.
    expect(refusals.filter((refused) => isSince('3.4') || !refused.startsWith('Literal['))).toEqual([]);
    expect(lm.journal.calls()).toHaveLength(TYPES.length);
  } finally {
    await bridge.close();
    await python.close();
  }
});
