import { ms, usd } from './format';
import type { Call, Model } from './model';
import { NearestView } from './nearest-view';
import { Badge } from './parts';
import { CallLink, idOfCall } from './shown-call';
import { TextBlock } from './text-block';

export const SOURCE_NAMES = { rule: 'rule', default: 'default', cassette: 'cassette', real: 'real', miss: 'unanswered' } as const;

const ANSWERED = {
  rule: 'answered by a rule',
  default: 'answered by a default',
  cassette: 'answered by a recording',
  real: 'answered by the real model',
  miss: 'nothing answered',
} as const;

interface CallProps {
  readonly model: Model;
  readonly call: Call;
  readonly isOpen?: boolean;
}

/** One LM call: a line that says what was asked of whom, and below it all of it. */
export function CallView({ model, call, isOpen = false }: CallProps) {
  const { text } = model;
  return (
    <details id={idOfCall(String(call.index + 1))} class={`call ${call.source}`} open={isOpen || call.source === 'miss'}>
      <summary>
        <span class="call-number">{call.index + 1}</span>
        <Badge kind={call.source}>{SOURCE_NAMES[call.source]}</Badge>
        <span class="call-what">{headline(model, call)}</span>
        <span class="call-model">{text(call.model)}</span>
        <span class="row-time">{ms(call.durationMs)}</span>
      </summary>
      <div class="call-body">
        <p class="facts">
          {factsOf(model, call).join(' · ')} · <CallLink call={call}>link to this call</CallLink>
        </p>
        {call.nearest.map((told, at) => (
          <NearestView key={at} model={model} told={told} />
        ))}
        <Texts model={model} call={call} />
      </div>
    </details>
  );
}

export function headline({ text }: Model, { inputs, prompt }: Pick<Call, 'inputs' | 'prompt'>): string {
  const shown = text(inputs ?? prompt).replace(/\s+/g, ' ');
  return shown.length > 140 ? `${shown.slice(0, 140)}…` : shown;
}

function factsOf({ text }: Model, call: Call): string[] {
  const { by, operation, door, inputTokens, outputTokens, costUsd, atMs, source } = call;
  return [
    by === null ? ANSWERED[source] : `answered by the ${SOURCE_NAMES[source]} at ${text(by)}`,
    `${text(operation)} through ${door === 'python' ? 'DSPy in Python' : door === 'http' ? 'a client in Node' : 'a program of layer unit'}`,
    `${inputTokens} tokens in, ${outputTokens} out`,
    `${ms(atMs)} after the test began`,
    ...(costUsd > 0 ? [usd(costUsd)] : []),
  ];
}

function Texts({ model: { text }, call }: CallProps) {
  const { inputs, system, prompt, reply, outputs, error } = call;
  return (
    <>
      {error === null ? null : <TextBlock label={call.source === 'miss' ? 'why nothing answered' : 'error'} text={text(error)} isDiff />}
      {inputs === null ? null : <TextBlock label="inputs" text={text(inputs)} />}
      {system === null ? null : <TextBlock label="system" text={text(system)} />}
      {text(prompt) === '' ? null : <TextBlock label="prompt" text={text(prompt)} />}
      {outputs === null ? null : <TextBlock label="outputs" text={text(outputs)} />}
      {reply === null || reply === outputs ? null : <TextBlock label="reply" text={text(reply)} />}
    </>
  );
}
