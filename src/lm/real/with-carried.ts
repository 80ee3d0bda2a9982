import { isRecord } from '../call/read-json';

type Json = Record<string, unknown>;

/** A body with what is carried for it: as it came, also inside of records that both have. */
export function withCarried<T extends object>(body: T, carried: Readonly<Json> | undefined): T {
  if (carried === undefined) return body;
  const merged = { ...body } as Json;
  for (const [name, value] of Object.entries(carried)) {
    const known = merged[name];
    merged[name] = isRecord(known) && isRecord(value) ? withCarried(known, value) : value;
  }
  return merged as T;
}
