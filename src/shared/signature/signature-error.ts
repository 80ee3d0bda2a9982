import { DspexError } from '../errors';

export interface Span {
  readonly at: number;
  readonly length: number;
}

export interface SignatureProblem {
  readonly what: string;
  readonly why: string;
  readonly next: string;
}

/** SIGNATURE_INVALID with the text and a caret line under the part that is wrong. `where` names the field when the text is only its type. */
export function signatureError(text: string, span: Span, problem: SignatureProblem, where?: string): DspexError {
  const indent = '    ';
  const caret = `${indent}${' '.repeat(span.at)}${'^'.repeat(Math.max(1, span.length))}`;
  const place = where === undefined ? 'The signature' : `The type of ${where}`;
  return new DspexError({
    code: 'SIGNATURE_INVALID',
    what: `${place} ${problem.what}:\n${indent}${text.replace(/\s/g, ' ')}\n${caret}`,
    why: problem.why,
    next: problem.next,
  });
}

/** SIGNATURE_INVALID for typed fields, where a path says more than a caret. */
export function fieldError(problem: SignatureProblem): DspexError {
  return new DspexError({ code: 'SIGNATURE_INVALID', ...problem });
}
