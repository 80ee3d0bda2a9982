import { lmReply } from '../../../../src/sandbox/lm/said';
import { engineOf } from '../calls';
import { type Address, askOver } from '../wires/ask';

const parameters = { type: 'object', properties: {} };
const NAMES = ['weather', 'trains'];
/** The same question to every wire, with two tools on offer. */
const ASKED: Partial<Record<Address, object>> = {
  openai: {
    messages: [{ role: 'user', content: 'go' }],
    tools: NAMES.map((name) => ({ type: 'function', function: { name, parameters } })),
  },
  responses: { input: 'go', tools: NAMES.map((name) => ({ type: 'function', name, parameters, strict: false })) },
  anthropic: {
    max_tokens: 9,
    messages: [{ role: 'user', content: 'go' }],
    tools: NAMES.map((name) => ({ name, input_schema: parameters })),
  },
  gemini: { contents: [{ role: 'user', parts: [{ text: 'go' }] }], tools: [{ functionDeclarations: NAMES.map((name) => ({ name })) }] },
};
const WIRES = Object.keys(ASKED) as Address[];

function ask(reply: unknown, address: Address) {
  const lm = engineOf();
  lm.whenPrompt({ prompt: 'go' }).reply(reply);
  return askOver(lm, address, { model: 'm', ...ASKED[address] });
}

// A model makes up a tool now and then, and an agent has to mend or refuse the call: the AI SDK throws NoSuchToolError.
describe('a tool that the call does not offer', () => {
  const called = { name: 'teleport', arguments: { to: 'Oslo' } };

  test.each(WIRES)('is called over %s where the reply says that it is made up', async (address) => {
    const reply = lmReply({ toolCalls: [{ ...called, unoffered: true }, { name: 'trains' }] });
    const told = JSON.stringify(await ask(reply, address));
    expect(told).toMatch(/teleport[\s\S]*Oslo[\s\S]*trains/);
    expect(told).not.toContain('unoffered');
  });

  test.each(WIRES)('is refused over %s where it does not, and says how', async (address) => {
    const told = ask(lmReply({ toolCalls: [called] }), address);
    await expect(told).rejects.toThrow(/this call offers: weather, trains; .*teleport', unoffered: true[\s\S]*RULE_REPLY_INVALID/);
  });
});
