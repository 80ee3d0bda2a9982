import { relative } from 'node:path';
import type { Circus } from '@jest/types';
import type { DspexError } from '../../shared/errors';
import type { Context } from '../context/context';
import type { FileConfig } from '../context/file-config';
import type { FileEvents } from '../context/file-events';
import type { FileDetails } from '../details/file-details';
import { redactedError } from '../errors/redacted-error';
import type { CommonCauses } from '../failure/common-causes';
import { keepFailure } from '../failure/failure-folder';
import { addFailureNote, seedNote } from '../failure/failure-note';
import { failureOf } from '../failure/failure-of';
import type { FileLeaks } from '../leaks/file-leaks';
import type { FileLm } from '../lm/file-lm';
import { alikeProblems, alsoNote, withOthers } from './alike-problems';
import type { ContextParts } from './context-parts';
import { atItsTest } from './declared-frames';

interface VerdictParts {
  readonly config: FileConfig;
  readonly file: Context;
  readonly events: FileEvents;
  readonly details: FileDetails;
  readonly lm: FileLm;
  readonly leaks: FileLeaks;
  readonly global: typeof globalThis;
  readonly causes: CommonCauses;
  /** An error as the sandbox sees it. */
  readonly shown: (error: unknown) => Error;
}

/** One attempt of a test that is over. */
export interface EndedAttempt extends ContextParts {
  readonly test: Circus.TestEntry;
  /** From 0, among tests of the same full name. */
  readonly ordinal: number;
  /** What its clean-ups threw. */
  readonly cleanupErrors: readonly unknown[];
  /** It may fail, if enough others like it pass. */
  readonly isTrial: boolean;
}

export interface Judged {
  readonly passed: boolean;
  /** It did what is wrong whatever a model says: it was charged with a miss, a clean-up, a leak. */
  readonly isOwnFault: boolean;
}

/** What an attempt is charged with at its end, and what a person finds when it failed. */
export class Verdict {
  /** What a test was charged with of the file's: no attempt runs a beforeAll again, so none can have mended it. */
  private readonly ofFile = new WeakMap<Circus.TestEntry, readonly DspexError[]>();

  constructor(private readonly parts: VerdictParts) {}

  /** Adds to Jest's own errors of the test, keeps its recordings and what explains its failure. */
  async judge(ended: EndedAttempt): Promise<Judged> {
    const { test, context, resources } = ended;
    const own = test.errors.length;
    this.charge(test, context, ended.cleanupErrors);
    const isToldElsewhere = this.shortenCommon(test, context);
    for (const leak of await this.parts.leaks.endOf(context, resources.used)) this.add(test, leak);
    const passed = test.errors.length === 0 || test.failing === true;
    const isOwnFault = test.errors.length > own || isToldElsewhere || context.journal.problems().length > 0;
    // What a passed test recorded becomes its cassettes; a failed one's recordings wait for its next attempt. A trial may be a failure.
    await context.cassettes.finish(passed || (ended.isTrial && !isOwnFault)).catch((error: unknown) => this.add(test, error));
    // The file's other tests run, whatever becomes of this.
    if (!isToldElsewhere) await this.explain(ended).catch((error: unknown) => this.add(test, error));
    await this.tellDetails(ended);
    return { passed, isOwnFault };
  }

  private async explain(ended: EndedAttempt): Promise<void> {
    const { test, context } = ended;
    // A test that drew no number fails the same under every seed.
    if (context.usedSeed) addFailureNote(test.errors, seedNote(this.parts.config, context.resolved.layer, context.label));
    await this.keepFailure(ended);
  }

  private async tellDetails({ test, context, python, ordinal }: EndedAttempt): Promise<void> {
    const { write, details: whose } = this.parts.config.options.report;
    const { errors, asyncError } = test;
    if (!write || (whose === 'failed' && errors.length === 0)) return;
    this.parts.details.addTest({ context, ordinal, errors, declared: asyncError, processes: await python.processes() });
  }

  /** Misses and blocked calls fail the test even where its code swallowed them; so does every clean-up that failed. */
  private charge(test: Circus.TestEntry, context: Context, cleanupErrors: readonly unknown[]): void {
    // What went wrong in the file's own code since the last test ended, such as a beforeAll that swallowed it.
    const ofFile = [...(this.ofFile.get(test) ?? []), ...this.parts.file.journal.takeProblems()];
    this.ofFile.set(test, ofFile);
    const problems = [...context.journal.problems(), ...ofFile];
    // A test that was expected to fail did: through its LM calls.
    if (test.failing === true && problems.length > 0) test.errors.length = 0;
    else this.chargeProblems(test, problems);
    // What else went wrong may be why it was not asked.
    const missing = test.errors.length === 0 ? context.journal.missingProblem() : undefined;
    if (missing !== undefined) this.add(test, missing);
    for (const error of cleanupErrors) this.add(test, error);
    this.chargeUnused(test, context);
  }

  /** A rule of a hook is there for those tests that need it. */
  private chargeUnused(test: Circus.TestEntry, context: Context): void {
    if (this.parts.config.options.lm.unusedRules !== 'fail' || test.errors.length > 0 || test.failing === true) return;
    const unused = context.unusedRules({ ofHooks: false });
    if (unused !== undefined) this.add(test, unused);
  }

  private chargeProblems(test: Circus.TestEntry, problems: readonly DspexError[]): void {
    const messages = test.errors.map((error) => String((Array.isArray(error) ? error[0] : error)?.message ?? ''));
    const redacted = problems.map((problem) => redactedError(problem, this.parts.lm.redactor.text) as DspexError);
    const isTold = ({ parts }: DspexError): boolean => messages.some((message) => message.includes(parts.what));
    for (const alike of alikeProblems(redacted)) {
      const told = alike.find(isTold);
      const others = alike.filter((problem) => problem !== told);
      const [first] = others;
      if (first === undefined) continue;
      if (told !== undefined && first.parts.alike !== undefined) {
        addFailureNote(test.errors, alsoNote(others));
        continue;
      }
      // A client that wraps it in words of its own has told it already, less readably.
      const isWrapped = messages.some((message) => message.includes(`[${first.parts.code}]`));
      test.errors[isWrapped ? 'unshift' : 'push'](this.shown(test, withOthers(first, others.slice(1))));
    }
  }

  /**
   * A fault that hits every test alike is told in full by the first: the others name it in a line, and the summary counts them. True
   * where nothing else failed the test.
   */
  private shortenCommon(test: Circus.TestEntry, { label }: Context): boolean {
    const { causes, events, config, global } = this.parts;
    let shortened = 0;
    test.errors.forEach((failure, index) => {
      const cause = causes.causeOf(Array.isArray(failure) ? failure[0] : failure);
      if (cause === undefined) return;
      const { what, next } = cause.parts;
      events.add({ type: 'cause', code: cause.code, what, next, file: config.fileOfRun, project: config.project, label });
      const short = causes.shortOf(cause, `${config.file} › ${label}`);
      if (short === undefined) return;
      shortened += 1;
      // An error of its own: Jest hands that of a beforeAll to all its tests.
      test.errors[index] = Object.assign(new global.Error(short), { name: 'DspexError', stack: short });
    });
    return shortened > 0 && shortened === test.errors.length;
  }

  private add(test: Circus.TestEntry, error: unknown): void {
    test.errors.push(this.shown(test, error));
  }

  private shown(test: Circus.TestEntry, error: unknown): Error {
    return atItsTest(this.parts.shown(error), test.asyncError);
  }

  /** What explains a failure, in a folder of its own. A test that has nothing to do with LMs or Python has nothing to be explained. */
  private async keepFailure({ test, context, python, resources, ordinal }: EndedAttempt): Promise<void> {
    const { config, events, global } = this.parts;
    if (test.errors.length === 0 || test.failing === true || !config.options.retainOnFailure) return;
    if (!context.usedLmOrPython) return;
    const processes = await python.processes();
    const failure = failureOf({ test, context, config, ordinal, processes, keptIn: resources.used?.keptIn });
    const { transcript, lastCall } = await keepFailure(failure, config, global.process.env);
    // To be opened from where Jest was started; the report may be read anywhere.
    addFailureNote(test.errors, [`transcript: ${within(process.cwd(), transcript)}`, ...(lastCall === null ? [] : [lastCall])].join('\n'));
    const path = within(config.rootDir, transcript);
    events.add({ type: 'failure', file: config.fileOfRun, fullName: context.label, attempt: test.invocations, transcript: path });
  }
}

function within(folder: string, path: string): string {
  const inFolder = relative(folder, path);
  return inFolder.startsWith('..') ? path : inFolder;
}
