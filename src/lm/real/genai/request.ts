import type { LmCall, LmMessage, LmPart, LmTool } from '../../../shared/boundaries/lm-call';
import { isRecord } from '../../call/read-json';
import { toolChoiceOf } from '../../call/tool-choice';
import { withCallIds } from '../../call/tool-results';
import { renamedSampling } from '../renamed-sampling';
import { withCarried } from '../with-carried';

type Step = Record<string, unknown>;

const SAMPLING = {
  temperature: 'temperature',
  topP: 'top_p',
  seed: 'seed',
  stop: 'stop_sequences',
  maxTokens: 'max_output_tokens',
  reasoningEffort: 'thinking_level',
} as const;
const MODES = { auto: 'auto', required: 'any', none: 'none' } as const;

/** What Interactions is asked, under its own names. */
export function interactionBody(call: LmCall): Record<string, unknown> {
  const { model, system, tools, schema, sampling, stream, carried } = call;
  const body = {
    // An agent has a model of its own.
    ...(carried?.agent === undefined && { model }),
    input: withCallIds(call.messages).flatMap(stepsOf),
    ...(system !== '' && { system_instruction: system }),
    ...(tools.length > 0 && { tools: tools.map(toolOf) }),
    ...(schema !== null && { response_format: { type: 'text', mime_type: 'application/json', schema } }),
    ...(schema === null && sampling.responseFormat === 'json' && { response_mime_type: 'application/json' }),
    generation_config: { ...renamedSampling(call, SAMPLING), ...choiceOf(call) },
    ...(stream && { stream }),
  };
  // Whoever asks waits here: nothing would come of an answer that is only begun.
  const { background, webhook_config, ...asked } = carried ?? {};
  return withCarried(body, asked);
}

/** What of a call Interactions has no place for, by name. */
export function unsupportedByInteractions({ messages }: LmCall): string[] {
  return messages.some(({ role }) => role === 'system') ? ['a system message in the conversation'] : [];
}

function choiceOf(call: LmCall): object {
  const { mode, allowed } = toolChoiceOf(call) ?? {};
  if (mode === undefined) return {};
  return { tool_choice: allowed === undefined ? MODES[mode] : { allowed_tools: { mode: MODES[mode], tools: allowed } } };
}

function toolOf({ name, description, parameters, type, strict, carried }: LmTool): object {
  if (type !== undefined) return carried ?? { type, name };
  return withCarried({ type: 'function', name, description, parameters, ...(strict !== undefined && { strict }) }, carried);
}

/** The steps of a turn, in their order: what is said in a row is one. */
function stepsOf({ role, parts, carried }: LmMessage): Step[] {
  const steps: Step[] = [];
  const type = role === 'user' ? 'user_input' : 'model_output';
  for (const part of parts) {
    const own = ownStep(part);
    const last = steps.at(-1);
    if (own !== undefined) steps.push(own);
    else if (last?.type === type) steps[steps.length - 1] = { ...last, content: [...(last.content as object[]), contentOf(part)] };
    else steps.push(withCarried({ type, content: [contentOf(part)] }, carried));
  }
  return steps.length === 0 ? [withCarried({ type, content: [] }, carried)] : steps;
}

/** What is a step by itself. */
function ownStep(part: LmPart): Step | undefined {
  if (part.type === 'thinking') return part.carried;
  if (part.type === 'tool_call')
    return withCarried({ type: 'function_call', id: part.id, name: part.name, arguments: part.arguments }, part.carried);
  if (part.type === 'tool_result') return resultOf(part);
  const isStep = part.type === 'other' && isRecord(part.value) && /_(call|result)$/.test(String(part.value.type));
  return isStep ? (part.value as Step) : undefined;
}

function resultOf({ id, name, content, carried }: Extract<LmPart, { type: 'tool_result' }>): Step {
  const result = content === undefined ? '' : content;
  return withCarried({ type: 'function_result', call_id: id, ...(name !== undefined && { name }), result }, carried);
}

function contentOf(part: LmPart): object {
  if (part.type === 'text') return withCarried({ type: 'text', text: part.text }, part.carried);
  if (part.type !== 'media') return (part.type === 'other' ? part.value : {}) as object;
  const { mimeType, data, url, carried } = part;
  const type = /^(image|audio|video)\//.exec(mimeType ?? '')?.[1] ?? 'document';
  return withCarried(
    { type, ...(mimeType !== undefined && { mime_type: mimeType }), ...(data === undefined ? { uri: url } : { data }) },
    carried,
  );
}
