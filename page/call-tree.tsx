import { CallView } from './call-view';
import { type Conversation, conversationsOf, type Turn } from './conversations';
import type { Call, Model } from './model';
import { TextBlock } from './text-block';

/** A test's calls: below each the tools that its reply calls, what they answered, and what was asked meanwhile. */
export function CallTree({ model, calls }: { readonly model: Model; readonly calls: readonly Call[] }) {
  return (
    <ul class="tree" aria-label="LM calls">
      {conversationsOf(calls).map((conversation) => (
        <Turns key={conversation.turns[0]?.call.index} model={model} conversation={conversation} isOnly={calls.length === 1} />
      ))}
    </ul>
  );
}

function Turns({ model, conversation: { turns }, isOnly }: { model: Model; conversation: Conversation; isOnly: boolean }) {
  const shown = turns.map((turn) => (
    <li key={turn.call.index}>
      <CallView model={model} call={turn.call} isOpen={isOnly} />
      <Below model={model} turn={turn} />
    </li>
  ));
  if (turns.length === 1) return <>{shown}</>;
  return (
    <li>
      <ul class="tree conversation" aria-label={`A conversation of ${turns.length} turns`}>
        {shown}
      </ul>
    </li>
  );
}

function Below({ model, turn: { call, meanwhile } }: { readonly model: Model; readonly turn: Turn }) {
  if (call.tools.length + meanwhile.length === 0) return null;
  return (
    <ul class="tree below" aria-label="Tools that the reply calls">
      {call.tools.map((tool, at) => (
        <li key={at}>
          <Tool model={model} tool={tool} />
        </li>
      ))}
      {meanwhile.length === 0 ? null : (
        <li>
          <p class="facts">asked while {call.tools.length === 1 ? 'the tool' : 'its tools'} ran</p>
          <ul class="tree">
            {meanwhile.map((conversation) => (
              <Turns key={conversation.turns[0]?.call.index} model={model} conversation={conversation} isOnly={false} />
            ))}
          </ul>
        </li>
      )}
    </ul>
  );
}

function Tool({
  model: { text },
  tool: { name, arguments: args, result },
}: {
  readonly model: Model;
  readonly tool: Call['tools'][number];
}) {
  return (
    <details class="call tool">
      <summary>
        <span class="tool-name">{text(name)}</span>
        <span class="call-what">
          {oneLine(text(args))}
          {result === null ? null : <> → {oneLine(text(result))}</>}
        </span>
      </summary>
      <div class="call-body">
        <TextBlock label={`calls ${text(name)}`} text={text(args)} />
        {result === null ? <p class="facts">No later call tells what it answered.</p> : <TextBlock label="answered" text={text(result)} />}
      </div>
    </details>
  );
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 100 ? `${line.slice(0, 100)}…` : line;
}
