import { commandOfTest, escapedRegex } from '../../shared/jest-command';
import type { CassetteOwner } from '../cassettes/cassette-path';
import { REDACTED } from '../secrets/redact';

interface RecordCommand {
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
