import type { LmCall, LmModeration } from '../../shared/boundaries/lm-call';
import { isRecord, recordOf } from '../call/read-json';
import { shown } from '../call/shown';
import { badReply, type FitContext } from './bad-reply';

/** A mock finds nothing in any text. */
export function defaultModeration({ messages, model }: LmCall): LmModeration {
  return { kind: 'moderation', results: messages.map(() => ({ flagged: false, categories: {}, scores: {} })), model };
}

/** `{ flagged, categories: { violence: true }, scores: { violence: 0.9 } }` for each text alike. Throws RULE_REPLY_INVALID. */
export function fitModeration(value: unknown, context: FitContext): LmModeration {
  const { flagged, categories, scores } = recordOf(value);
  const named = recordOf(categories) as Record<string, boolean>;
  if ((flagged !== undefined && typeof flagged !== 'boolean') || (categories !== undefined && !isRecord(categories)))
    throw badReply(
      context,
      `its reply is ${shown(value)}`,
      'a call of a moderation takes { flagged: true, categories: { violence: true } }',
    );
  const found = flagged ?? Object.values(named).includes(true);
  const given = recordOf(scores) as Record<string, number>;
  const { messages, model } = context.call;
  return { kind: 'moderation', results: messages.map(() => ({ flagged: found, categories: named, scores: given })), model };
}
