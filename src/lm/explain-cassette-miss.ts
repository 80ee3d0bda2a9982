import type { LmCall } from '../shared/boundaries/lm-call';
import { DspexError } from '../shared/errors';
import type { CassetteOwner } from './cassette-folder';
import type { Claim } from './context-cassettes';
import type { Asker } from './engine';
import { describe, explainMiss, whyNoRule } from './explain-miss';
import type { NearestCassette } from './nearest-cassette';
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

/** Records just this test: Jest takes the name as a regular expression, the shell takes it in quotes. */
export function recordCommandOf({ file, name }: CassetteOwner, layer: string, keyVariable: string | null): string {
  const key = keyVariable === null ? '' : `${keyVariable}=<your key> `;
  const pattern = name === null ? '' : ` -t '^${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll("'", `'\\''`)}$'`;
  return `${key}DSPEX_LM=record TEST_MODE=${layer} npx jest ${file.split('\\').join('/')}${pattern}`;
}
