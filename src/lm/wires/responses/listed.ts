type Json = Record<string, unknown>;

/** A page of a list of OpenAI's: the newest first, unless it is asked otherwise. */
export function listed(all: readonly Json[], asked: URLSearchParams): object {
  const ordered = asked.get('order') === 'asc' ? [...all] : [...all].reverse();
  const start = ordered.findIndex(({ id }) => id === asked.get('after')) + 1;
  const limit = Number(asked.get('limit') ?? all.length);
  const data = ordered.slice(start, start + limit);
  return {
    object: 'list',
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: start + limit < ordered.length,
  };
}
