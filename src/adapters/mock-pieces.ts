import type { CommandParams, FieldShape, ProgramInfo } from '../shared/boundaries/bridge';
import type { LmReply } from '../shared/boundaries/lm-call';
import type { StreamPiece } from '../shared/boundaries/stream';
import { DspexError } from '../shared/errors';
import { didYouMean } from './adapter-errors';
import { askedOutputs } from './mock-call';

export interface PacedPiece {
  readonly waitMs: number;
  readonly piece: StreamPiece;
}

export interface HeardField {
  readonly field: FieldShape;
  readonly predictor: string;
}

/** The predictor that writes the outputs, as DSPy names it. */
const PREDICTORS: Readonly<Record<string, string>> = { predict: 'self', chain_of_thought: 'predict', react: 'extract.predict' };

/** The outputs that are listened to. Throws STREAM_INVALID for one that the program does not write. */
export function heardFields(program: ProgramInfo, wanted: CommandParams<'stream'>['fields']): HeardField[] {
  const predictor = PREDICTORS[program.module] ?? 'self';
  const there = askedOutputs(program).map((field) => ({ field, predictor }));
  for (const one of wanted ?? []) {
    if (!there.some((written) => isWanted(written, one))) throw noSuchField(one, there);
  }
  return there.filter((written) => wanted === null || wanted.some((one) => isWanted(written, one)));
}

function isWanted({ field, predictor }: HeardField, wanted: { field: string; predictor?: string | undefined }): boolean {
  return field.name === wanted.field && (wanted.predictor === undefined || wanted.predictor === predictor);
}

/** The text of each field, cut as the rule says where it says so, otherwise by words, with the waits of the rule. */
export function piecesOf(reply: LmReply, outputs: Readonly<Record<string, unknown>>, heard: readonly HeardField[]): PacedPiece[] {
  if (reply.kind !== 'message') return [];
  const { chunks, text, everyMs, delaysMs, cutAfter } = reply;
  const pieces = heard.flatMap(({ field, predictor }) => {
    const written = textOf(outputs[field.name]);
    const cut = chunks !== null && text === written ? chunks : (written.match(/\s*\S{1,5}|\s+/g) ?? []);
    return cut.map((part) => ({ field: field.name, predictor, text: part }));
  });
  return pieces
    .slice(0, cutAfter ?? pieces.length)
    .map((piece, index) => ({ piece, waitMs: delaysMs?.[index] ?? (index > 0 ? everyMs : 0) }));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function noSuchField(wanted: { field: string; predictor?: string | undefined }, there: readonly HeardField[]): DspexError {
  const names = there.map(({ field }) => field.name);
  const of = wanted.predictor === undefined ? '' : ` of the predictor "${wanted.predictor}"`;
  return new DspexError({
    code: 'STREAM_INVALID',
    what: `There is no output field "${wanted.field}"${of} to stream.`,
    why: `the program writes: ${there.map(({ field, predictor }) => `${field.name} (of ${predictor})`).join(', ')}.${didYouMean(wanted.field, names)}`,
    next: "program.stream(inputs, { fields: ['answer'] }), or leave fields out to hear all",
  });
}
