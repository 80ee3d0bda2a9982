/** @jest-environment ./test/contract/http-door/door-environment.ts */

import Anthropic from '@anthropic-ai/sdk';
import type * as GenAi from '@google/genai' with { 'resolution-mode': 'import' };
import OpenAI from 'openai';
import { dspex } from '../../../src/sandbox';

const { GoogleGenAI } = require('@google/genai') as typeof GenAi;
const openai = new OpenAI({ apiKey: 'k', maxRetries: 0, logLevel: 'off' });
const model = 'gpt-5';

// What OpenAI keeps for its clients is kept here: an id that was given out leads to the turns behind it.
describe('a conversation', () => {
  test('has the turns that were put into it, asked and answered', async () => {
    dspex.lm.whenPrompt('name?').reply('Ada.');
    dspex.lm.whenPrompt('again').reply('As I said.');
    const { id } = await openai.conversations.create({ items: [{ role: 'user', content: 'My name is Ada.' }], metadata: { a: 'b' } });
    await openai.responses.create({ model, conversation: id, input: 'What is my name?' });
    const { output_text } = await openai.responses.create({ model, conversation: { id }, input: 'Say it again.' });
    expect(output_text).toBe('As I said.');
    expect(dspex.lm.calls[1]?.prompt).toBe('My name is Ada.\n\nWhat is my name?\n\nAda.\n\nSay it again.');
    const listed = [];
    for await (const item of openai.conversations.items.list(id, { order: 'asc', limit: 2 })) listed.push(item);
    const texts = listed.map((item) => (item.type === 'message' ? [item.role, (item.content[0] as { text: string }).text] : []));
    expect(texts).toEqual([
      ['user', 'My name is Ada.'],
      ['user', 'What is my name?'],
      ['assistant', 'Ada.'],
      ['user', 'Say it again.'],
      ['assistant', 'As I said.'],
    ]);
  });

  test('can be read, changed, added to and deleted', async () => {
    const { id } = await openai.conversations.create();
    expect(await openai.conversations.update(id, { metadata: { topic: 'x' } })).toMatchObject({ id, metadata: { topic: 'x' } });
    const { data } = await openai.conversations.items.create(id, { items: [{ role: 'user', content: 'hi' }] });
    const [item] = data;
    expect(await openai.conversations.items.retrieve(item?.id ?? '', { conversation_id: id })).toEqual(item);
    await openai.conversations.items.delete(item?.id ?? '', { conversation_id: id });
    expect((await openai.conversations.items.list(id)).data).toEqual([]);
    expect(await openai.conversations.retrieve(id)).toMatchObject({ id, object: 'conversation', metadata: { topic: 'x' } });
    expect(await openai.conversations.delete(id)).toMatchObject({ deleted: true });
    await expect(openai.conversations.retrieve(id)).rejects.toThrow(/Conversation with id 'conv_.*' not found/);
  });

  test('is another one each time', async () => {
    const [one, two] = [await openai.conversations.create(), await openai.conversations.create()];
    expect(one.id).not.toBe(two.id);
  });
});

test('a response that was given out can be asked for again', async () => {
  dspex.lm.whenPrompt('go').reply('gone');
  const given = await openai.responses.create({ model, input: 'go' });
  const { output_text: _, ...again } = await openai.responses.retrieve(given.id);
  expect(given).toMatchObject(again);
  expect((await openai.responses.inputItems.list(given.id)).data).toMatchObject([
    { role: 'user', content: [{ type: 'input_text', text: 'go' }] },
  ]);
  await openai.responses.delete(given.id);
  await expect(openai.responses.retrieve(given.id)).rejects.toThrow(/404.*it was deleted/);
});

test('a response that nobody was given is refused, with what is answered', async () => {
  await expect(openai.responses.retrieve('resp_1')).rejects.toThrow(/are answered: POST …\/chat\/completions/);
  dspex.lm.expectMiss();
});

test('a moderation finds nothing, or what a rule says', async () => {
  dspex.lm.whenPrompt(/./).reply('a rule for text');
  const { results } = await openai.moderations.create({ input: ['hello', 'bye'] });
  expect(results.map(({ flagged, categories }) => [flagged, categories.violence])).toEqual([
    [false, false],
    [false, false],
  ]);
  dspex.lm.whenPrompt('knife').reply({ flagged: true, categories: { violence: true }, scores: { violence: 0.9 } });
  const [found] = (await openai.moderations.create({ model: 'omni-moderation-latest', input: 'a knife' })).results;
  expect(found).toMatchObject({ flagged: true, categories: { violence: true, hate: false }, category_scores: { violence: 0.9, hate: 0 } });
  expect(dspex.lm.calls.map(({ operation, source }) => [operation, source])).toEqual([
    ['moderate', 'default'],
    ['moderate', 'rule'],
  ]);
});

test('a provider says of any model that it is there', async () => {
  expect(await openai.models.retrieve('gpt-9')).toMatchObject({ id: 'gpt-9', object: 'model' });
  expect((await openai.models.list()).data).toHaveLength(1);
  const anthropic = new Anthropic({ apiKey: 'k' });
  expect(await anthropic.models.retrieve('claude-9')).toMatchObject({ type: 'model', id: 'claude-9' });
  expect((await anthropic.models.list()).data).toHaveLength(1);
  expect(await new GoogleGenAI({ apiKey: 'k' }).models.get({ model: 'gemini-9' })).toMatchObject({ name: 'models/gemini-9' });
  expect(dspex.lm.calls).toEqual([]);
});

// Fails when a client that asks whether its provider is there, as Cerebras' does when it is made, fails the test of its user.
test.each(['https://api.cerebras.ai/v1/tcp_warming', 'https://api.openai.com/health'])('a provider is there: %s', async (address) => {
  expect((await fetch(address)).status).toBe(200);
  expect(dspex.lm.calls).toEqual([]);
});

describe('an interaction of Gemini', () => {
  const gemini = () => new GoogleGenAI({ apiKey: 'k' });
  const asking = { model: 'gemini-3.5-flash', input: 'go' };

  test('is answered, and leads to its turns', async () => {
    dspex.lm.whenPrompt('go').replyOnce('gone').reply('again');
    const first = await gemini().interactions.create(asking);
    expect(first).toMatchObject({ status: 'completed', steps: [{ type: 'model_output', content: [{ type: 'text', text: 'gone' }] }] });
    await gemini().interactions.create({ ...asking, input: 'more', previous_interaction_id: first.id });
    expect(dspex.lm.calls[1]?.prompt).toBe('go\n\ngone\n\nmore');
    expect(await gemini().interactions.get(first.id)).toMatchObject({ id: first.id, status: 'completed' });
  });

  test('calls tools, and hears what they said', async () => {
    const tools = [{ type: 'function' as const, name: 'weather', parameters: { type: 'object', properties: {} } }];
    dspex.lm.whenPrompt('rain').reply('Take an umbrella.');
    dspex.lm.whenPrompt('go').callTool('weather', { city: 'Oslo' });
    const { id, status, steps } = await gemini().interactions.create({ ...asking, tools });
    const call = steps?.[0] as { type: string; id: string; name: string; arguments: object };
    expect([status, call.type, call.name, call.arguments]).toEqual(['requires_action', 'function_call', 'weather', { city: 'Oslo' }]);
    const input = [{ type: 'function_result' as const, call_id: call.id, name: 'weather', result: 'rain' }];
    const { steps: last } = await gemini().interactions.create({ ...asking, tools, input, previous_interaction_id: id });
    expect(last).toMatchObject([{ content: [{ text: 'Take an umbrella.' }] }]);
  });

  test('streams its steps in pieces', async () => {
    dspex.lm.whenPrompt('go').stream(['one ', 'two']);
    const events = [];
    for await (const event of await gemini().interactions.create({ ...asking, stream: true })) events.push(event);
    expect(events.map(({ event_type }) => event_type)).toEqual([
      'interaction.created',
      'step.start',
      'step.delta',
      'step.delta',
      'step.stop',
      'interaction.completed',
    ]);
    const deltas = events.flatMap((event) => (event.event_type === 'step.delta' && event.delta.type === 'text' ? [event.delta.text] : []));
    expect(deltas).toEqual(['one ', 'two']);
  });
});
