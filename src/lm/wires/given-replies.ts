import { recordsOf } from '../call/read-json';
import { openAiRefusal } from './openai/encode';
import { keptItem } from './responses/kept-item';
import { listed } from './responses/listed';
import type { WireReply } from './wire';
import { jsonReply } from './write-reply';

const ROUTE = /\/(responses|interactions)\/([^/]+)(?:\/(cancel|input_items))?$/;
const MOST_KEPT = 1_000;

interface Given {
  readonly reply: object;
  /** What was asked, as items. */
  readonly input: unknown;
}

/** Replies that were given out under an id, for clients that ask for them again. */
export class GivenReplies {
  private readonly given = new Map<string, Given>();
  private readonly deleted = new Set<string>();

  keep(id: string, given: Given): void {
    this.given.delete(id);
    this.given.set(id, given);
    if (this.given.size > MOST_KEPT) this.given.delete(this.given.keys().next().value as string);
  }

  /** Null for a request that is about no reply, or about one that nobody was given: what there is to say of it, only its provider knows. */
  answer({ pathname, searchParams }: URL, method: string): WireReply | null {
    const [is, kind, id = '', part] = ROUTE.exec(pathname) ?? [];
    if (is === undefined || id === 'input_tokens' || id === 'compact') return null;
    const given = this.given.get(id);
    if (given === undefined) return this.deleted.has(id) ? openAiRefusal(404, `Nothing with id '${id}' was found: it was deleted.`) : null;
    if (part === 'input_items') return jsonReply(listed(itemsOf(given.input), searchParams));
    if (method !== 'DELETE') return jsonReply(given.reply);
    this.given.delete(id);
    this.deleted.add(id);
    return jsonReply(kind === 'responses' ? { id, object: 'response', deleted: true } : {});
  }
}

function itemsOf(input: unknown): Record<string, unknown>[] {
  const items = typeof input === 'string' ? [{ role: 'user', content: input }] : recordsOf(input);
  return items.map((item, at) => keptItem(item, () => `msg_${at}`));
}
