import type { LmCall } from '../../shared/boundaries/lm-call';
import type { Compared } from '../../shared/compared';
import { DspexError } from '../../shared/errors';
import type { NearestCassette } from '../cassettes/nearest-cassette';
import type { Track } from '../cassettes/tracks';
import { comparedRecording } from './compared-recording';
import { alikeWord, comparedRules, describe, explainMiss, type Sources, whyNoRule } from './explain-miss';
import { pasteRule } from './paste-rule';

/** A call that no cassette answers. */
interface CassetteMiss {
  /** Where its recording would lie. */
  readonly track: Track;
  readonly nearest: NearestCassette | null;
  /** Why it was not recorded either. */
  readonly whyNotRecorded: string;
  /** What to type to record the test's calls. */
  readonly recordCommand: string;
  /** A path in the folder of recordings, as it is typed where Jest was started. */
  readonly shownPath: (path: string) => string;
}

/** A call that no rule and no cassette answers: what comes nearest, how it differs, and the command that records it. */
export function explainCassetteMiss(call: LmCall, sources: Sources, miss: CassetteMiss): DspexError {
  const { nearest, whyNotRecorded, recordCommand } = miss;
  const hasRules = sources.rules.length > 0;
  // A test of rules, with nothing recorded: its reader thinks of the rule that was to match.
  if (hasRules && nearest === null) {
    const { parts } = explainMiss(call, sources);
    return new DspexError({ ...parts, why: `${parts.why}\nno cassette answers either: ${whyNotRecorded}` });
  }
  const rules = hasRules ? `\n${whyNoRule(call, sources)}` : '';
  return new DspexError({
    code: 'LM_MISS',
    what: `No cassette answers this LM call: ${describe(call)}.`,
    why: `${whyNoCassette(miss)}; ${whyNotRecorded}${rules}`,
    alike: alikeWord(call, sources),
    next: `${recordCommand}\nor answer it by a rule: ${pasteRule(call)}`,
    detail: nearest === null || nearest.diff === '' ? undefined : nearest.diff,
    compared: [...comparedRecordings(miss), ...comparedRules(call, sources)],
  });
}

function whyNoCassette({ track, nearest, shownPath }: CassetteMiss): string {
  if (nearest === null) return `none is recorded for this test (it would be ${shownPath(track.path)})`;
  if (nearest.diff === '' && nearest.isLeft)
    return `${shownPath(nearest.path)} has the part of a stream that was left, and this call takes its answer whole`;
  if (nearest.diff === '' && track.occurrence === 0) return `${shownPath(nearest.path)} has what it asks for, and is not looked at`;
  if (nearest.diff === '') return oneMore(track);
  return `the nearest is ${shownPath(nearest.path)}; what differs is below`;
}

function oneMore({ occurrence }: Track): string {
  return `the same call is recorded ${occurrence} times, and this is one more`;
}

function comparedRecordings({ track, nearest, shownPath }: CassetteMiss): Compared[] {
  if (nearest === null) return [];
  const { path, recorded } = nearest;
  return [comparedRecording({ path: shownPath(path), recorded, asked: track.request, whenEqual: oneMore(track) })];
}
