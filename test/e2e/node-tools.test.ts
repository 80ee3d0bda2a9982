import { runOnce } from './run-jest';

const SHOP = `
import asyncio
import dspy

def shout(text: str) -> str:
    return text.upper()

class Agent(dspy.Module):
    """An agent of the user's own, given its tools."""
    def __init__(self, tools):
        super().__init__()
        self.names = [getattr(tool, "name", None) or tool.__name__ for tool in tools]
        self.react = dspy.ReAct("question -> answer", tools=tools)

    def forward(self, question):
        return dspy.Prediction(names=self.names, **self.react(question=question).toDict())

class AsyncAgent(dspy.Module):
    def __init__(self, tools):
        super().__init__()
        self.react = dspy.ReAct("question -> answer", tools=tools)

    async def aforward(self, question):
        ticks = 0
        async def tick():
            nonlocal ticks
            while True:
                ticks += 1
                await asyncio.sleep(0.001)
        ticking = asyncio.create_task(tick())
        answered = await self.react.acall(question=question)
        ticking.cancel()
        return dspy.Prediction(ticks=ticks, **answered.toDict())

class NoTools(dspy.Module):
    def forward(self, question):
        return dspy.Prediction(answer=question)
`;

// Every test in the file fails when a tool gets, gives or is told something else than its author wrote.
test('tools written in the test serve agents in Python', async () => {
  const run = await runOnce({
    'jest.config.js': "module.exports = { preset: '@dspex/jest-preset', testEnvironmentOptions: { dspex: { python: { path: ['.'] } } } };",
    'shop.py': SHOP,
    'a.test.js': `/** @jest-environment @dspex/jest-preset/integration */
      const { dspex } = require('@dspex/jest-preset');
      const { z } = require('zod');
      const { setTimeout: pause } = require('node:timers/promises');
      const agentOf = (...tools) => dspex.createProgram({ signature: 'question -> answer', module: 'react', tools });
      const ask = async (program, tool, args) => {
        dspex.lm.when({ question: 'go' }).callTool(tool, args).reply({ answer: 'done' });
        return (await program.execute({ question: 'go' })).outputs;
      };
      const seen = [];
      const find = dspex.tool({
        name: 'find',
        description: 'Finds an order.',
        parameters: z.object({ id: z.number().int().refine((id) => id !== 13, 'no luck').describe('its number'), day: z.iso.date().transform((day) => new Date(day)).optional(), where: z.object({ city: z.string(), zip: z.string().optional() }).optional() }),
        run: (args) => { seen.push(args); return { found: args.id }; },
      });
      beforeEach(() => seen.splice(0));

      test('a schema of zod types and parses its arguments', async () => {
        const outputs = await ask(await agentOf(find), 'find', { id: 7, day: '2026-01-02', where: { city: 'Oslo' } });
        expect(outputs.trajectory.observation_0).toStrictEqual({ found: 7 });
        expect(seen).toStrictEqual([{ id: 7, day: new Date('2026-01-02'), where: { city: 'Oslo' } }]);
      });
      test('the model is told its name, description and schema', async () => {
        await ask(await agentOf(find), 'find', { id: 7 });
        expect(dspex.lm).toHaveBeenPrompted(/find, whose description is <desc>Finds an order.*its number/s);
      });
      test.each([
        ['another type', { id: 'seven' }, /id/],
        ['one that is missing', {}, /id/],
        ['a nested one', { id: 1, where: {} }, /where|city/],
        ['one that only its own check knows', { id: 13 }, /id: no luck/],
      ])('arguments that it refuses are observed, and do not run: %s', async (_, args, said) => {
        const outputs = await ask(await agentOf(find), 'find', args);
        expect(outputs.trajectory.observation_0).toMatch(/Execution error in find/);
        expect(outputs.trajectory.observation_0).toMatch(said);
        expect(seen).toEqual([]);
      });
      test('a JSON Schema with definitions is one as well', async () => {
        const parameters = { type: 'object', $defs: { city: { type: 'string', enum: ['Oslo', 'Rome'] } }, properties: { to: { $ref: '#/$defs/city' } }, required: ['to'] };
        const go = { name: 'travel', parameters, run: (args) => { seen.push(args); } };
        expect((await ask(await agentOf(go), 'travel', { to: 'Oslo' })).trajectory.observation_0).toBeNull();
        expect((await ask(await agentOf(go), 'travel', { to: 'Paris' })).trajectory.observation_0).toMatch(/Paris/);
        expect(seen).toStrictEqual([{ to: 'Oslo' }]);
      });
      test.each([
        ['alternatives', z.object({ v: z.union([z.string(), z.number()]), w: z.string().nullable() }), { v: 3, w: null }, { v: true, w: null }],
        ['a type that holds itself', (() => { const Node = z.object({ v: z.number(), get kids() { return z.array(Node).optional(); } }); return z.object({ n: Node }); })(), { n: { v: 1, kids: [{ v: 2 }] } }, { n: { v: 1, kids: [{ v: 'x' }] } }],
        ['lists of types', { type: 'object', properties: { v: { type: ['integer', 'null'], description: 'a number' } } }, { v: null }, { v: 'x' }],
        ['lists of types beside others', { type: 'object', properties: { v: { type: ['string', 'null'], anyOf: [{ maxLength: 2 }, { type: 'null' }] } } }, { v: 'ab' }, { v: 'abc' }],
        ['older definitions', { type: 'object', definitions: { 'a/b': { type: 'integer' } }, properties: { v: { $ref: '#/definitions/a~1b' } } }, { v: 1 }, { v: 'x' }],
        ['a place of its own', { type: 'object', properties: { from: { type: 'object', properties: { zip: { type: 'string' } } }, to: { $ref: '#/properties/from' } } }, { to: { zip: '1' } }, { to: { zip: 1 } }],
        ['itself as a whole', { type: 'object', properties: { v: { type: 'integer' }, next: { $ref: '#' } } }, { next: { v: 1 } }, { next: { v: 'x' } }],
      ])('a schema may have %s', async (_, parameters, good, bad) => {
        const tool = { name: 'tool', parameters, run: (args) => { seen.push(args); return 'ran'; } };
        expect((await ask(await agentOf(tool), 'tool', good)).trajectory.observation_0).toBe('ran');
        expect((await ask(await agentOf(tool), 'tool', bad)).trajectory.observation_0).toMatch(/Execution error in tool/);
        expect(seen).toStrictEqual([good]);
      });
      test('what it throws is observed with its message', async () => {
        const fails = { name: 'fails', run: async () => { throw new RangeError('no order 9'); } };
        expect((await ask(await agentOf(fails), 'fails', {})).trajectory.observation_0).toMatch(/no order 9/);
      });
      test('its signal aborts when the program is given up, and not before', async () => {
        let signal;
        const waits = { name: 'waits', run: (_, call) => { signal = call.signal; return pause(60_000, 'late', { signal }).catch(() => 'aborted'); } };
        const program = await agentOf(waits);
        dspex.lm.when({ question: 'go' }).callTool('waits', {}).reply({ answer: 'done' });
        await expect(program.execute({ question: 'go' }, { timeoutMs: 2000 })).rejects.toMatchObject({ code: 'EXECUTE_TIMEOUT' });
        expect(signal.aborted).toBe(true);
        let before;
        const quick = { name: 'quick', run: (_, call) => { signal = call.signal; before = signal.aborted; return 'ok'; } };
        await ask(await agentOf(quick), 'quick', {});
        expect([before, signal.aborted]).toEqual([false, true]);
      });
      test('a module of your own is given them as its keyword tools', async () => {
        const agent = await dspex.loadModule('shop:Agent', { tools: [find, 'shop:shout'] });
        const outputs = await ask(agent, 'find', { id: 3 });
        expect(outputs.names).toEqual(['find', 'shout']);
        expect(outputs.trajectory.observation_0).toStrictEqual({ found: 3 });
        expect((await ask(agent, 'shout', { text: 'hi' })).trajectory.observation_0).toBe('HI');
      });
      test('an async agent goes on while it waits for one', async () => {
        const slow = { name: 'slow', run: () => pause(50, 'slow') };
        const agent = await dspex.loadModule('shop:AsyncAgent', { tools: [slow] });
        const outputs = await ask(agent, 'slow', {});
        expect(outputs.trajectory.observation_0).toBe('slow');
        expect(outputs.ticks).toBeGreaterThan(5);
      });
      test.each([
        ['has no name', { run: () => 1 }, /has a name/],
        ['has no function', { name: 'x' }, /function \`run\`/],
        ['has a schema that no model can be told', { name: 'x', parameters: z.object({ d: z.date() }), run: () => 1 }, /Date/],
        ['has a schema of a library that does not tell it', { name: 'x', parameters: { '~standard': { vendor: 'old', validate: () => ({}) } }, run: () => 1 }, /this version of old/],
      ])('one that %s is refused', async (_, tool, why) => {
        await expect(agentOf(tool)).rejects.toMatchObject({ code: 'TOOL_INVALID', message: expect.stringMatching(why) });
      });
      test('two of one name are refused', async () => {
        await expect(agentOf(find, find)).rejects.toMatchObject({ code: 'TOOL_INVALID' });
      });
      test('a module that takes none says what it takes', async () => {
        await expect(dspex.loadModule('shop:NoTools', { tools: [find] })).rejects.toMatchObject({ code: 'MODULE_INVALID', message: expect.stringMatching(/tools/) });
      });`,
  });
  expect(run.tests.flatMap(({ failureMessages }) => failureMessages).join('\n')).toBe('');
  expect(run.tests).toHaveLength(24);
});
