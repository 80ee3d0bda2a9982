import type { CallFields } from '../../shared/boundaries/lm-call';
import { nearestName } from '../../shared/nearest';
import { encodeValues } from '../../shared/values/values';
import { ADDED_FIELD, outputNames } from '../call/call-fields';
import { badReply, type FitContext } from './bad-reply';
import { defaultFor } from './schema-default';

/**
 * The output fields of a call, encoded, from what a rule gives. Throws RULE_REPLY_INVALID on an unknown field, and on a missing one that
 * the program cannot do without.
 */
export function fitFields(given: Record<string, unknown>, fields: CallFields, context: FitContext): Record<string, unknown> {
  refuseUnknown(given, fields, context);
  const complete = { ...given };
  for (const { name, schema, optional } of fields.outputs) {
    if (name in given || (optional === true && name !== ADDED_FIELD)) continue;
    if (name !== ADDED_FIELD) throw missing(name, given, fields, context);
    complete[name] = defaultFor(schema, context.defaultText);
  }
  return encodeValues(complete, 'reply') as Record<string, unknown>;
}

function refuseUnknown(given: Record<string, unknown>, fields: CallFields, context: FitContext): void {
  const names = outputNames({ fields });
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const nearest = nearestName(unknown, names);
  const hint = nearest === null ? '' : `did you mean "${nearest}"? `;
  throw badReply(context, `its reply has the field "${unknown}"`, `${hint}${fields.signature} gives: ${names.join(', ')}`);
}

function missing(name: string, given: Record<string, unknown>, fields: CallFields, context: FitContext): Error {
  const why = `${fields.signature} gives: ${outputNames({ fields }).join(', ')}; the reply has: ${Object.keys(given).join(', ') || 'nothing'}`;
  return badReply(context, `its reply lacks the field "${name}"`, why);
}
