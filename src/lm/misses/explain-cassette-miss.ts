import type { LmCall } from '../../shared/boundaries/lm-call';
import { DspexError } from '../../shared/errors';
import { commandOfTest, escapedRegex } from '../../shared/jest-command';
import type { CassetteOwner } from '../cassettes/cassette-path';
import type { Claim } from '../cassettes/context-cassettes';
import type { NearestCassette } from '../cassettes/nearest-cassette';
import type { Asker } from '../engine';
import { REDACTED } from '../secrets/redact';
import { describe, explainMiss, whyNoRule } from './explain-miss';
import { pasteRule } from './paste-rule';

export interface CassetteMiss {
  readonly claim: Claim;
  readonly nearest: NearestCassette | null;
  /** Why it was not recorded either. */
  readonly whyNotRecorded: string;
  /** What to type to record the test's calls. */
  readonly recordCommand: string;
}

/** A call that no rule and no cassette answers: what comes nearest, how it differs, and the command that records it. */
export function explainCassetteMiss(
  call: LmCall,
  asker: Asker,
  { claim, nearest, whyNotRecorded, recordCommand }: CassetteMiss,
): DspexError {
  const hasRules = asker.scope.inSight().length > 0;
  // A test of rules, with nothing recorded: its reader thinks of the rule that was to match.
  if (hasRules && nearest === null) {
    const miss = explainMiss(call, asker);
    return new DspexError({ ...miss.parts, why: `${miss.parts.why}\nno cassette answers either: ${whyNotRecorded}` });
  }
  const rules = hasRules ? `\n${whyNoRule(call, asker)}` : '';
  return new DspexError({
    code: 'LM_MISS',
    what: `No cassette answers this LM call: ${describe(call)}.`,
    why: `${whyNoCassette(claim, nearest)}; ${whyNotRecorded}${rules}`,
    next: `${recordCommand}\nor answer it by a rule: ${pasteRule(call)}`,
    detail: nearest === null || nearest.diff === '' ? undefined : nearest.diff,
  });
}

function whyNoCassette({ occurrence, path }: Claim, nearest: NearestCassette | null): string {
  if (nearest === null) return `none is recorded for this test (it would be ${path})`;
  if (nearest.diff === '') return `the same call is recorded ${occurrence} times, and this is one more`;
  return `the nearest is ${nearest.path}; what differs is below`;
}

export interface RecordCommand {
  readonly owner: CassetteOwner;
  /** The test file, as it is typed where Jest was started. */
  readonly file: string;
  readonly layer: string;
  /** The variable of the key that has to be given; null: none, or it is there. */
  readonly keyVariable: string | null;
}

/** Records what just this test misses: Jest takes the name as a regular expression, the shell takes both in quotes. */
export function recordCommandOf({ owner, file, layer, keyVariable }: RecordCommand): string {
  const key = keyVariable === null ? '' : `${keyVariable}=<your key> `;
  return `${key}DSPEX_LM=auto TEST_MODE=${layer} ${commandOfTest(file, owner.name === null ? null : nameRegex(owner.name))}`;
}

/** A secret in a test's name is not shown; whatever stood there matches. */
function nameRegex(name: string): string {
  return name.split(REDACTED).map(escapedRegex).join('.*');
}
