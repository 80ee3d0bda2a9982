import type { Circus } from '@jest/types';
import type { FailedProcess, Failure } from '../../shared/boundaries/failure';
import type { Context } from '../context/context';
import type { FileConfig } from '../context/file-config';
import { callTexts, MOST_CHARS, requestTexts } from '../details/call-texts';
import { cut, errorText } from '../details/shown-value';
import { versionsFor } from './versions';

const MOST_CALLS = 100;

export interface FailedAttempt {
  readonly test: Circus.TestEntry;
  readonly context: Context;
  readonly config: FileConfig;
  readonly ordinal: number;
  /** The Python processes it used. */
  readonly processes: readonly FailedProcess[];
  /** Where its temp files are now. */
  readonly keptIn: string | undefined;
}

/** All that is known of a failed attempt, each text no longer than a person would read. */
export function failureOf({ test, context, config, ordinal, processes, keptIn }: FailedAttempt): Failure {
  const { layer, lmMode, isolation, adapter } = context.resolved;
  const calls = context.journal.calls();
  return {
    schemaVersion: 1,
    test: { file: config.file, fullName: context.label, ordinal, attempt: test.invocations, layer, lmMode, isolation, adapter },
    endedAt: new Date().toISOString(),
    durationMs: Date.now() - (test.startedAt ?? Date.now()),
    seed: { run: config.runSeed, test: context.ids.seed },
    versions: versionsFor(config.rootDir),
    errors: test.errors.map((error) => cut(errorText([error].flat()[0]), MOST_CHARS.error)),
    lmCalls: calls.slice(-MOST_CALLS).map(callTexts),
    bridgeMessages: context.log.requests.map((request) => requestTexts(request, context.log)),
    leftOut: { lmCalls: Math.max(0, calls.length - MOST_CALLS), bridgeMessages: context.log.leftOut },
    processes: [...processes],
    keptFiles: keptIn ?? null,
  };
}
