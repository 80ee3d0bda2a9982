import type { AskedCall, AskedMessage, Sampling } from '../../shared/boundaries/asked-call';
import type { LmCall, LmMessage } from '../../shared/boundaries/lm-call';
import { instructionsOf, messageText, promptOf } from './call-text';
import { toolResultsOf, turnOf } from './turns';

/** An LM call as a test reads it. */
export function askedCall(call: LmCall): AskedCall {
  const { door, api, operation, model, tools, schema, carried = {}, stream, fields } = call;
  return {
    door,
    api,
    operation,
    model,
    prompt: promptOf(call),
    system: instructionsOf(call),
    messages: call.messages.map(askedMessage),
    tools,
    sampling: { ...call.sampling, ...call.asked } as Sampling,
    schema,
    carried,
    stream,
    turn: turnOf(call),
    toolResults: toolResultsOf(call),
    fields: fields && { signature: fields.signature, instructions: fields.instructions, outputs: fields.outputs, ...toolsOf(fields) },
  };
}

function askedMessage({ role, parts }: LmMessage): AskedMessage {
  return { role, content: messageText(parts), parts };
}

function toolsOf({ tools }: NonNullable<LmCall['fields']>): Pick<NonNullable<AskedCall['fields']>, 'tools'> {
  return tools === undefined ? {} : { tools };
}
