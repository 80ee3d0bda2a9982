import { isRecord } from '../call/read-json';

/** The body of an answer that came with a status of success. Throws for what no provider answers with, such as a page that asks for a login. */
export function answeredBody(body: unknown): Record<string, unknown> {
  if (isRecord(body)) return { ...body };
  throw new Error(`it answered with success, and with what is no reply: ${shown(body)}`);
}

function shown(body: unknown): string {
  const text = typeof body === 'string' ? body : (JSON.stringify(body) ?? 'nothing');
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text || 'nothing';
}

const LONGEST = 200;
