import type { LmCall } from '../../../shared/boundaries/lm-call';
import { choicesAsked } from '../../call/choices-asked';
import { toolChoiceOf } from '../../call/tool-choice';
import { mediaBlock } from './media';

/** Settings that Messages have no word for. */
const SETTINGS = [
  'seed',
  'presencePenalty',
  'frequencyPenalty',
  'logprobs',
  'topLogprobs',
  'verbosity',
  'serviceTier',
  'taskType',
  'schemaName',
  'schemaDescription',
];
const EFFORTS = ['low', 'medium', 'high', 'xhigh', 'max'];

/** What of a call Anthropic has no place for, by name. The name of a schema and its strictness are implied. */
export function unsupportedByAnthropic(call: LmCall): string[] {
  const { api, messages, sampling, schema } = call;
  if (api === 'anthropic') return [];
  const { allowed, mode } = toolChoiceOf(call) ?? {};
  const effort = sampling.reasoningEffort;
  const parts = messages.flatMap((message) => message.parts);
  return [
    ...SETTINGS.filter((name) => sampling[name] !== undefined && !(schema !== null && name.startsWith('schema'))),
    ...(choicesAsked(call) > 1 ? [`n ${choicesAsked(call)}`] : []),
    ...(effort !== undefined && !EFFORTS.includes(String(effort)) ? [`reasoningEffort ${String(effort)}`] : []),
    // DSPy's adapters ask for it in the prompt, too.
    ...(schema === null && sampling.responseFormat === 'json' && api !== 'dspy' ? ['JSON without a schema'] : []),
    ...(allowed !== undefined && !(mode === 'required' && allowed.length === 1) ? ['a choice of several tools'] : []),
    ...(messages.some(({ role }) => role === 'system') ? ['a system message in the conversation'] : []),
    ...parts.flatMap((part) => (part.type === 'media' && part.detail !== undefined ? [`detail ${part.detail}`] : [])),
    ...parts.flatMap((part) => (part.type === 'media' && mediaBlock(part) === null ? [part.mimeType || 'a file without a type'] : [])),
  ];
}
