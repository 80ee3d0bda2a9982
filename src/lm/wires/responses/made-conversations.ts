import type { LmCall } from '../../../shared/boundaries/lm-call';
import { recordsOf } from '../../call/read-json';
import { openAiRefusal } from '../openai/encode';
import { isMistral } from '../openai/mistral';
import { parseBody } from '../read-request';
import type { WireReply } from '../wire';
import { jsonReply, replyId } from '../write-reply';
import { decodeResponses } from './decode';
import { keptItem } from './kept-item';
import { listed } from './listed';

type Json = Record<string, unknown>;

interface Made {
  about: Json;
  items: Json[];
}

const ROUTE = /\/conversations(?:\/([^/]+)(?:\/(items)(?:\/([^/]+))?)?)?$/;
const MOST_MADE = 1_000;

/** Conversations as OpenAI keeps them: a client makes one, adds to it, and names it in a request for a response. */
export class MadeConversations {
  private readonly made = new Map<string, Made>();
  private count = 0;

  /** The turns behind an id; undefined where it was not given here. */
  turns(id: string): Pick<LmCall, 'messages' | 'system'> | undefined {
    const conversation = this.made.get(id);
    return conversation && decodeResponses(new URL('http://api/responses'), JSON.stringify({ input: conversation.items }));
  }

  /** What was asked in a conversation, and answered. */
  add(id: string, items: readonly unknown[]): Json[] {
    const added = recordsOf(items).map((item) => keptItem(item, () => `msg_${this.next(item)}`));
    this.made.get(id)?.items.push(...added);
    return added;
  }

  /** Null for a request that is about no conversation, or about one as Mistral keeps them: those are asked, and answer. */
  answer({ hostname, pathname, searchParams }: URL, method: string, body: string): WireReply | null {
    const [is, id, items, item] = ROUTE.exec(pathname) ?? [];
    if (is === undefined || isMistral(hostname)) return null;
    if (id === undefined) return method === 'POST' ? jsonReply(this.make(body === '' ? {} : parseBody(body))) : null;
    const conversation = this.made.get(id);
    if (conversation === undefined) return notFound('Conversation', id, 'run');
    if (items === undefined) return this.answerAbout(conversation, id, method, body);
    return item === undefined ? this.answerItems(id, conversation, method, body, searchParams) : answerItem(conversation, item, method);
  }

  private answerItems(id: string, { items }: Made, method: string, body: string, page: URLSearchParams): WireReply | null {
    if (method === 'POST') return jsonReply(listed(this.add(id, recordsOf(parseBody(body).items)), new URLSearchParams({ order: 'asc' })));
    return method === 'GET' ? jsonReply(listed(items, page)) : null;
  }

  private make({ items, metadata }: Json): Json {
    const id = `conv_${this.next({ items, metadata })}`;
    const about = { id, object: 'conversation', created_at: 1_700_000_000, metadata: metadata ?? {} };
    this.made.set(id, { about, items: [] });
    this.add(id, recordsOf(items));
    if (this.made.size > MOST_MADE) this.made.delete(this.made.keys().next().value as string);
    return about;
  }

  private answerAbout(conversation: Made, id: string, method: string, body: string): WireReply | null {
    if (method === 'POST') conversation.about = { ...conversation.about, metadata: parseBody(body).metadata ?? {} };
    if (method !== 'DELETE') return jsonReply(conversation.about);
    this.made.delete(id);
    return jsonReply({ id, object: 'conversation.deleted', deleted: true });
  }

  private next(of: object): string {
    return replyId('', `${this.count++} ${JSON.stringify(of)}`);
  }
}

function answerItem(conversation: Made, id: string, method: string): WireReply | null {
  const item = conversation.items.find((one) => one.id === id);
  if (item === undefined) return notFound('Item', id, 'conversation');
  if (method === 'GET') return jsonReply(item);
  if (method !== 'DELETE') return null;
  conversation.items = conversation.items.filter((one) => one !== item);
  return jsonReply(conversation.about);
}

function notFound(what: string, id: string, where: string): WireReply {
  return openAiRefusal(404, `${what} with id '${id}' not found: none of this ${where} has it.`);
}
