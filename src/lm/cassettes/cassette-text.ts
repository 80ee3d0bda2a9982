import { basename } from 'node:path';
import { DspexError } from '../../shared/errors';
import { posixPath } from '../../shared/posix-path';
import { readJson, recordOf } from '../call/read-json';
import type { Redactor } from '../secrets/redact';
import { Cassette, fromLines, NEWEST_VERSION } from './cassette';

/** The text of a cassette's file, looked through once more as a whole. Throws CASSETTE_SECRET. */
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

/** The cassette that a file's text holds. Throws CASSETTE_CORRUPT, which names the file and what is wrong in it. */
export function parseCassette(text: string, path: string, isCommitted = true): Cassette {
  let cassette: Cassette;
  // Some editors put a mark of the byte order before it.
  const json = text.replace(/^\uFEFF/, '');
  try {
    cassette = Cassette.parse(JSON.parse(json));
  } catch (cause) {
    const { schemaVersion: version } = recordOf(readJson(json));
    if (Number(version) > NEWEST_VERSION) throw newer(path, Number(version));
    throw corrupt({ path, isCommitted, why: MERGE_MARK.test(json) ? BOTH_SIDES : whyOf(cause), cause });
  }
  const name = `${cassette.key}-${cassette.occurrence}.json`;
  if (basename(path) === name) return cassette;
  throw corrupt({ path, isCommitted, why: `it holds the recording ${name}, and would answer another call under this name` });
}

const MERGE_MARK = /^<{7} /m;
const BOTH_SIDES = 'git has left both sides of a merge in it: two branches recorded this call, and either answer will do';

/** A file of a version that is not known here is whole: nobody is to throw it away. */
function newer(path: string, version: number): DspexError {
  return new DspexError({
    code: 'CASSETTE_CORRUPT',
    what: `The cassette ${posixPath(path)} cannot be read.`,
    why: `it is of version ${version}, and this version of @dspex/jest-preset reads those up to ${NEWEST_VERSION}`,
    next: 'npm i -D @dspex/jest-preset@latest',
  });
}

function whyOf(cause: unknown): string {
  const issues = (cause as { issues?: { path: PropertyKey[]; message: string }[] }).issues;
  if (issues === undefined) return (cause as Error).message;
  return issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
}

interface Corruption {
  readonly path: string;
  readonly isCommitted: boolean;
  readonly why: string;
  readonly cause?: unknown;
}

function corrupt({ path, isCommitted, why, cause }: Corruption): DspexError {
  const shown = posixPath(path);
  return new DspexError({
    code: 'CASSETTE_CORRUPT',
    what: `The cassette ${shown} cannot be read.`,
    why,
    next: isCommitted
      ? // From HEAD: a file that is in conflict is in no index.
        `git checkout HEAD -- '${shown}'   # or delete it, and record it again`
      : `rm '${shown}'   # the call is then asked again`,
    cause,
  });
}
