import type { ContextFacade } from '../../shared/boundaries/facade';

/** A namespace ends in ten hexadecimal digits: an id that has such a prefix is whole, whoever it belongs to. */
const WHOLE = /^[a-z0-9_]+_[0-9a-f]{10}_./;

/** The id as the adapter knows it: the namespace's prefix keeps two tests that both say `qa` apart. */
export function fullId(id: string, { programPrefix }: ContextFacade): string {
  return id.startsWith(programPrefix) || WHOLE.test(id) ? id : `${programPrefix}${id}`;
}
