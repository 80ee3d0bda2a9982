import { isRecord, recordOf, recordsOf } from '../../call/read-json';

type Json = Record<string, unknown>;

/** The completion that the chunks of a stream make together. */
export function joinedChunks(chunks: readonly Json[]): Json {
  const envelope: Json = {};
  const choices = new Map<unknown, Json>();
  for (const { choices: said, obfuscation: _, ...rest } of chunks) {
    Object.assign(envelope, Object.fromEntries(Object.entries(rest).filter(([name, value]) => value !== null || !(name in envelope))));
    for (const choice of recordsOf(said)) choices.set(choice.index, joinedChoice(choices.get(choice.index), choice));
  }
  // llama.cpp tells of each chunk when that was made.
  const begun = chunks[0]?.created === undefined ? {} : { created: chunks[0].created };
  return { ...withoutNullUsage(envelope), ...begun, object: 'chat.completion', choices: [...choices.values()] };
}

/** True where each choice has said why it ends; or where the last chunk counts what was said, as it does after all of them. */
export function areEnded(chunks: readonly Json[]): boolean {
  const last = chunks.at(-1) ?? {};
  if (isRecord(last.usage) && recordsOf(last.choices).length === 0) return true;
  const choices = recordsOf(joinedChunks(chunks).choices);
  return choices.length > 0 && choices.every(({ finish_reason: reason }) => typeof reason === 'string' && reason !== '');
}

/** A stream says null of its usage until it knows it. */
function withoutNullUsage({ usage, ...envelope }: Json): Json {
  return usage == null ? envelope : { ...envelope, usage };
}

function joinedChoice(before: Json = { message: { role: 'assistant', content: null, refusal: null } }, choice: Json): Json {
  const { delta, logprobs, finish_reason: reason, ...rest } = choice;
  return {
    ...before,
    ...rest,
    // Azure may say something of a choice that has ended.
    finish_reason: reason ?? before.finish_reason ?? null,
    logprobs: joined(before.logprobs ?? null, logprobs ?? null),
    message: joined(before.message, recordOf(delta)),
  };
}

const NEVER_IN_PIECES = new Set(['id', 'type', 'role', 'format', 'index', 'object']);

/** Texts are longer, lists have more entries, records more fields; entries of the same index are one. */
function joined(before: unknown, more: unknown, name = ''): unknown {
  if (more === null || more === undefined) return before;
  if (typeof before === 'string' && typeof more === 'string') return NEVER_IN_PIECES.has(name) ? more || before : before + more;
  if (Array.isArray(before) && Array.isArray(more)) return joinedLists(before, more);
  if (Array.isArray(more)) return joinedLists([], more);
  if (!isRecord(before) || !isRecord(more)) return more;
  const fields = Object.entries(more).map(([field, value]) => [field, joined(before[field], value, field)]);
  return { ...before, ...Object.fromEntries(fields) };
}

function joinedLists(before: readonly unknown[], more: readonly unknown[]): unknown[] {
  const list = [...before];
  for (const entry of more) {
    const at =
      isRecord(entry) && typeof entry.index === 'number' ? list.findIndex((one) => isRecord(one) && one.index === entry.index) : -1;
    if (at < 0) list.push(entry);
    else list[at] = joined(list[at], entry);
  }
  return list;
}
