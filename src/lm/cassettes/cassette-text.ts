import { DspexError } from '../../shared/errors';
import type { Redactor } from '../secrets/redact';
import type { CanonicalRequest } from './canonical-request';
import { type Cassette, fromLines, toLines } from './cassette';

/** A request as its file holds it: text of several lines as a list of them. */
export function recordedRequest(request: CanonicalRequest): Cassette['request'] {
  const messages = request.messages.map(({ role, content }) => ({
    role,
    content: typeof content === 'string' ? toLines(content) : [...content],
  }));
  return { ...request, system: toLines(request.system), messages };
}

/** The file's text, looked through once more as a whole. Throws CASSETTE_SECRET. */
export function cassetteText(cassette: Cassette, redactor: Redactor): string {
  const text = `${JSON.stringify(cassette, null, 2)}\n`;
  if (redactor.isClean(text)) return text;
  throw new DspexError({
    code: 'CASSETTE_SECRET',
    what: `A recording of ${fromLines(cassette.request.model)} would hold a secret, and was not written.`,
    why: `the text of the whole file still looks like it has one, after every field was cleaned (test "${cassette.test.name ?? cassette.test.file}")`,
    next: 'keep the secret out of the prompt, or take it out by testEnvironmentOptions: { dspex: { lm: { cassettes: { normalize: [{ regex: "…", with: "…" }] } } } }',
  });
}
