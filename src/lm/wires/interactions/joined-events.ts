import { readExactly } from '../../../shared/values/exact-json';
import { isRecord, recordOf, recordsOf, textOr } from '../../call/read-json';

type Json = Record<string, unknown>;

/** The interaction that the events of a stream make together. The last of them need not have the steps. */
export function joinedEvents(events: readonly Json[]): Json {
  const whole = Object.assign({}, ...events.map(({ interaction }) => recordOf(interaction))) as Json;
  const steps = new Map<unknown, Json>();
  for (const event of events) {
    if (event.event_type === 'step.start') steps.set(event.index, { ...recordOf(event.step) });
    if (event.event_type === 'step.delta') steps.set(event.index, grown(steps.get(event.index) ?? {}, recordOf(event.delta)));
  }
  const made = [...steps.values()].map(withArguments);
  return made.length === 0 ? whole : { ...whole, steps: recordsOf(whole.steps).length > 0 ? whole.steps : made };
}

/** True of an interaction that nobody works at any more: it may wait for the results of tools. */
export function isEnded({ status }: Json): boolean {
  return typeof status === 'string' && status !== 'in_progress' && status !== 'queued';
}

/** What a piece of a stream says as text. */
export function saidInEvent({ event_type, delta }: Json): string {
  const { type, text } = recordOf(delta);
  return event_type === 'step.delta' && type === 'text' ? textOr(text, '') : '';
}

function grown(step: Json, delta: Json): Json {
  const { type, ...rest } = delta;
  switch (type) {
    case 'text':
      return { ...step, content: withText(recordsOf(step.content), textOr(delta.text, '')) };
    case 'text_annotation_delta':
      return { ...step, content: withAnnotations(recordsOf(step.content), recordsOf(delta.annotations)) };
    case 'image':
    case 'audio':
    case 'document':
    case 'video':
      return { ...step, content: withMedia(recordsOf(step.content), delta) };
    case 'arguments_delta':
      return { ...step, arguments: `${textOr(step.arguments, '')}${textOr(delta.arguments, '')}` };
    case 'thought_summary':
      return { ...step, summary: [...recordsOf(step.summary), delta.content] };
    default:
      return { ...step, ...rest };
  }
}

function withText(contents: readonly Json[], text: string): Json[] {
  const last = contents.at(-1);
  if (last?.type !== 'text' || Array.isArray(last.annotations)) return [...contents, { type: 'text', text }];
  return [...contents.slice(0, -1), { ...last, text: `${textOr(last.text, '')}${text}` }];
}

function withAnnotations(contents: readonly Json[], annotations: readonly Json[]): Json[] {
  const last = contents.at(-1);
  if (last === undefined) return [{ type: 'text', text: '', annotations }];
  return [...contents.slice(0, -1), { ...last, annotations: [...recordsOf(last.annotations), ...annotations] }];
}

/** A sound comes in pieces, each base64 by itself. */
function withMedia(contents: readonly Json[], delta: Json): Json[] {
  const last = contents.at(-1);
  const isMore = last !== undefined && delta.type === 'audio' && last.type === 'audio' && typeof delta.data === 'string';
  if (!isMore) return [...contents, delta];
  const data = Buffer.concat([last.data, delta.data].map((piece) => Buffer.from(textOr(piece, ''), 'base64'))).toString('base64');
  return [...contents.slice(0, -1), { ...last, data }];
}

/** The pieces of a call's arguments are JSON together. */
function withArguments(step: Json): Json {
  if (typeof step.arguments !== 'string') return step;
  const read = readExactly(step.arguments || '{}');
  return { ...step, arguments: isRecord(read) ? read : { input: read } };
}
