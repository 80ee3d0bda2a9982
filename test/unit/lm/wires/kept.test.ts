import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import type { Provider } from '../../../../src/lm/real/provider';
import type { LmCall } from '../../../../src/shared/boundaries/lm-call';
import { throughProvider } from '../../../contract/whole-replies/through';
import { engineOf } from '../calls';

let lm = engineOf();
// A rule of one test answers, or misses, the calls of none after it.
beforeEach(() => {
  lm = engineOf();
});
/** The engine answers what the official clients ask. */
const answers = throughProvider({ send: async (call) => (await lm.ask(call)).reply } as Provider, 'live');
const openai = new OpenAI({ apiKey: 'k', maxRetries: 0, logLevel: 'off', fetch: answers });
const anthropic = new Anthropic({ apiKey: 'k', maxRetries: 0, logLevel: 'off', fetch: answers });
const model = 'gpt-5';
const items = (...texts: string[]) => texts.map((content) => ({ role: 'user' as const, content }));
const textsOf = (page: { data: object[] }): unknown[] => page.data.map((item) => (item as { content: [{ text: string }] }).content[0].text);

// The clients are the oracle: each reads what it gets by the types of its API, and pages by them.
describe('a conversation that a client makes', () => {
  test('is listed newest first unless it is asked otherwise, in pages', async () => {
    const { id } = await openai.conversations.create({ items: items('a', 'b', 'c'), metadata: { topic: 'x' } });
    expect(textsOf(await openai.conversations.items.list(id))).toEqual(['c', 'b', 'a']);
    const first = await openai.conversations.items.list(id, { order: 'asc', limit: 2 });
    expect([textsOf(first), first.has_more]).toEqual([['a', 'b'], true]);
    const next = await first.getNextPage();
    expect([textsOf(next), next.has_more]).toEqual([['c'], false]);
  });

  test('is read, changed, added to and deleted, and its items with it', async () => {
    const { id } = await openai.conversations.create();
    expect(await openai.conversations.update(id, { metadata: { topic: 'x' } })).toMatchObject({ id, metadata: { topic: 'x' } });
    const added = await openai.conversations.items.create(id, { items: items('a', 'b') });
    expect([textsOf(added), added.has_more]).toEqual([['a', 'b'], false]);
    const [item] = added.data;
    const place = { conversation_id: id };
    expect(await openai.conversations.items.retrieve(item?.id ?? '', place)).toEqual(item);
    expect(await openai.conversations.items.delete(item?.id ?? '', place)).toMatchObject({ id, object: 'conversation' });
    await expect(openai.conversations.items.retrieve(item?.id ?? '', place)).rejects.toThrow(/404 Item with id 'msg_\w+' not found/);
    expect(await openai.conversations.retrieve(id)).toMatchObject({ object: 'conversation', metadata: { topic: 'x' } });
    expect(await openai.conversations.delete(id)).toEqual({ id, object: 'conversation.deleted', deleted: true });
    await expect(openai.conversations.retrieve(id)).rejects.toThrow(/404 Conversation with id 'conv_\w+' not found/);
  });
});

// Fails when a long run keeps every conversation of each of its tests.
test('a thousand conversations are kept, and the oldest goes', async () => {
  const { id: oldest } = await openai.conversations.create();
  const { id: second } = await openai.conversations.create();
  for (let more = 1; more < 1_000; more++) await openai.conversations.create();
  expect(await openai.conversations.retrieve(second)).toMatchObject({ id: second });
  await expect(openai.conversations.retrieve(oldest)).rejects.toThrow(/404 Conversation with id/);
});

test('what the API has no route for is answered by nobody', async () => {
  const { id } = await openai.conversations.create();
  const { data } = await openai.conversations.items.create(id, { items: items('a') });
  const asked = (path: string, method: string) => answers(`https://api.openai.com/v1/conversations/${id}/items${path}`, { method });
  await expect(asked(`/${data[0]?.id}`, 'PUT')).rejects.toThrow(/no wire reads/);
  await expect(asked('', 'DELETE')).rejects.toThrow(/no wire reads/);
});

describe('a response that was given out', () => {
  test('is asked for again, with what was asked as its API lists that', async () => {
    const { id, output } = await openai.responses.create({ model, input: 'go' });
    expect(await openai.responses.retrieve(id)).toMatchObject({ id, object: 'response', status: 'completed', output });
    expect((await openai.responses.inputItems.list(id)).data).toEqual([
      { id: 'msg_0', type: 'message', role: 'user', status: 'completed', content: [{ type: 'input_text', text: 'go' }] },
    ]);
  });

  test('lists what was asked in the order that is asked for', async () => {
    const { id } = await openai.responses.create({ model, input: items('a', 'b') });
    expect(textsOf(await openai.responses.inputItems.list(id, { order: 'asc' }))).toEqual(['a', 'b']);
    expect(textsOf(await openai.responses.inputItems.list(id))).toEqual(['b', 'a']);
  });

  test('is gone when it is deleted', async () => {
    const { id } = await openai.responses.create({ model, input: 'go' });
    await openai.responses.delete(id);
    await expect(openai.responses.retrieve(id)).rejects.toThrow(/404 Nothing with id 'resp_\w+' was found: it was deleted/);
  });
});

// Fails when a thread of Anthropic's, which keeps what it was told, forgets its tools or its system text.
test('a message that continues a thread has the tools and the system text of before', async () => {
  const asked: unknown[] = [];
  lm.whenCall((call) => {
    const { tools, system } = call as Pick<LmCall, 'tools' | 'system'>;
    return asked.push({ tools, system }) > 0;
  }).reply('ok');
  const post = (body: object): Promise<Anthropic.Message> => anthropic.post('/v1/messages', { body });
  const tools = [{ name: 'find', input_schema: { type: 'object' } }];
  const said = { model: 'claude-m', max_tokens: 9, messages: [{ role: 'user', content: 'go' }] };
  const { id } = await post({ ...said, system: 'Be brief.', tools, thread: { type: 'create' } });
  const thread = { type: 'continue', previous_message_id: id };
  await post({ ...said, thread });
  await post({ ...said, thread, system: 'Be long.', tools: [{ ...tools[0], name: 'sell' }] });
  expect(asked).toEqual(
    [
      ['find', 'Be brief.'],
      ['find', 'Be brief.'],
      ['sell', 'Be long.'],
    ].map(([name, system]) => ({ tools: [expect.objectContaining({ name })], system })),
  );
});

// Fails when a model that a program looks for before it starts is not there.
test('each provider says of any model that it is there, and lists one', async () => {
  expect(await openai.models.retrieve('gpt-9')).toMatchObject({ id: 'gpt-9', object: 'model', created: expect.any(Number) });
  expect((await openai.models.list()).data).toMatchObject([{ id: 'gpt-4o-mini' }]);
  expect(await anthropic.models.retrieve('claude-9')).toMatchObject({ id: 'claude-9', type: 'model', display_name: 'claude-9' });
  expect((await anthropic.models.list()).data).toMatchObject([{ id: 'claude-sonnet-5' }]);
  const gemini = async (path: string): Promise<unknown> =>
    (await answers(`https://generativelanguage.googleapis.com/v1beta/${path}`)).json();
  expect(await gemini('models/gemini-9')).toMatchObject({ name: 'models/gemini-9', displayName: 'gemini-9' });
  expect(await gemini('models')).toMatchObject({ models: [{ name: 'models/gemini-3.5-flash-lite' }] });
});

// Fails when a moderation lacks a category that its client reads, or says that a picture was looked at where there was none.
test('a moderation finds of each text what a rule says, in every category of its API', async () => {
  const picture = { type: 'image_url' as const, image_url: { url: 'https://example.com/a.png' } };
  lm.whenPrompt({ prompt: 'knife' }).reply({ categories: { violence: true }, scores: { violence: 0.9 } });
  const [found] = (await openai.moderations.create({ input: [{ type: 'text', text: 'a knife' }, picture] })).results;
  expect(found).toMatchObject({ flagged: true, categories: { violence: true, hate: false, 'self-harm/intent': false } });
  expect(found?.category_scores).toMatchObject({ violence: 0.9, hate: 0 });
  expect(found?.category_applied_input_types).toMatchObject({ violence: ['text', 'image'] });
  const { id, results } = await openai.moderations.create({ model: 'omni-moderation-latest', input: ['hello', 'bye'] });
  expect(id).toMatch(/^modr-/);
  expect(results.map(({ flagged, category_applied_input_types: types }) => [flagged, types.violence])).toEqual([
    [false, ['text']],
    [false, ['text']],
  ]);
});
