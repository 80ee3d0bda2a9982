import type { ProgramInfo } from '../shared/boundaries/bridge';
import { DspexError } from '../shared/errors';
import { nearestName } from '../shared/nearest';

/** For a request about a session that is not open. */
export function sessionNotFound(id: string, open: readonly string[]): DspexError {
  return new DspexError({
    code: 'SESSION_NOT_FOUND',
    what: `There is no session "${id}".`,
    why: `open: ${open.join(', ') || 'none'}.${didYouMean(id, open)}`,
    next: 'const session = await dspex.openSession()',
  });
}

export function sessionExists(id: string, open: readonly string[]): DspexError {
  return new DspexError({
    code: 'SESSION_EXISTS',
    what: `The session "${id}" is open already.`,
    why: `open: ${open.join(', ')}`,
    next: 'const session = await dspex.openSession()',
  });
}

export function programNotFound(id: string, session: string, held: readonly string[]): DspexError {
  return new DspexError({
    code: 'PROGRAM_NOT_FOUND',
    what: `There is no program "${id}".`,
    why: `session ${session} holds: ${held.join(', ') || 'none'}.${didYouMean(id, held)}`,
    next: "create it first: dspex.createProgram({ signature: 'question -> answer' })",
  });
}

export function programExists({ id, session, module }: ProgramInfo): DspexError {
  return new DspexError({
    code: 'PROGRAM_EXISTS',
    what: `The program "${id}" exists already.`,
    why: `session ${session} holds it (${module})`,
    next: 'give it another id, or delete the first: program.delete()',
  });
}

/** A program that went with its process: the error says that, not only that it is not there. */
export function programGone(notFound: DspexError, whyProcessGone: string): DspexError {
  return new DspexError({
    ...notFound.parts,
    why: `the Python process that held it is gone (${whyProcessGone}); ${notFound.parts.why}`,
    next: "give what ended it a process of its own: isolatedTest(name, { level: 'full' }, …), or make the program in beforeEach",
  });
}

/** For a copy of a process that is gone. */
export function copiedGone(why: string): DspexError {
  return new DspexError({
    code: 'NOT_FORKABLE',
    what: "This test cannot have a copy of the file's Python process: that process is gone.",
    why: `${why}; what beforeAll built went with it`,
    next: 'build it in beforeEach, or in the test',
  });
}

/** For a request that comes after the end of its test. */
export function closedError(name: string): DspexError {
  return new DspexError({
    code: 'ADAPTER_CLOSED',
    what: `The ${name} adapter of this test is closed.`,
    why: "a test's programs end with the test; this one was used after it",
    next: 'await what the test starts, or make the program in beforeAll to share it',
  });
}

/** For what needs Python, asked of the mock. */
export function unsupported(what: string): DspexError {
  return new DspexError({
    code: 'ADAPTER_UNSUPPORTED',
    what: `The mock adapter cannot do ${what}.`,
    why: 'it has no Python; this is a test of layer unit',
    next: 'run the file in layer integration: /** @jest-environment @dspex/jest-preset/integration */',
  });
}

/** A hint to end a sentence with; '' where nothing is near. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const nearest = nearestName(word, candidates);
  return nearest === null ? '' : ` Did you mean "${nearest}"?`;
}
