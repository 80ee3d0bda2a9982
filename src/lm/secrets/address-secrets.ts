import { isPlaceholder } from './placeholders';
import { looksDrawn } from './plain-words';
import type { Range } from './ranges';

const USER = /[^\s/@?#"'`\\<>]+(?=@)/y;
const SHORTEST_PASSWORD = 4;
const SHORTEST_TOKEN = 16;

/** Who logs in by an address: `user:password@host`, `:password@host`, `token@host`. */
export function* addressSecrets(text: string): Generator<Range> {
  for (let at = text.indexOf('://'); at >= 0; at = text.indexOf('://', at + 3)) {
    USER.lastIndex = at + 3;
    const [user] = USER.exec(text) ?? [];
    if (user !== undefined && isLogin(user)) yield { from: at + 3 + (user.startsWith(':') ? 1 : 0), to: at + 3 + user.length };
  }
}

function isLogin(user: string): boolean {
  const colon = user.indexOf(':');
  if (colon < 0) return user.length >= SHORTEST_TOKEN && looksDrawn(user);
  const password = user.slice(colon + 1);
  return password.length >= SHORTEST_PASSWORD && !isPlaceholder(password);
}
