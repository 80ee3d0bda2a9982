import { useMemo } from 'preact/hooks';
import { headline, SOURCE_NAMES } from './call-view';
import { Choice, Search } from './filters';
import { count, ms, usd } from './format';
import type { Call, Model } from './model';
import { Badge, Empty } from './parts';
import { CallLink } from './shown-call';
import type { ViewProps } from './view-props';
import { VirtualList } from './virtual-list';

/** All LM calls of the run, found by any word of theirs. */
export function CallsView({ model, route }: ViewProps) {
  const { settings } = route;
  const models = useMemo(() => [...new Set(model.calls.map((call) => model.text(call.model)))].sort(), [model]);
  const found = useMemo(() => chosen(model, settings), [model, settings.toString()]);
  return (
    <>
      <h1>LM calls</h1>
      <search class="filters">
        <Search route={route} label="Search prompts, replies, inputs" />
        <Choice route={route} name="source" label="Answered by" values={Object.keys(SOURCE_NAMES)} />
        <Choice route={route} name="model" label="Model" values={models} />
      </search>
      <p class="found" role="status">
        {count(found.length, 'call')} of {model.calls.length.toLocaleString('en')}
        {notTold(model)}
      </p>
      {found.length === 0 ? (
        <Empty>No call has all of this.</Empty>
      ) : (
        <VirtualList label="LM calls" items={found} rowHeight={54} row={(call) => <CallRow model={model} call={call} />} />
      )}
    </>
  );
}

/** The numbers of the overview are those of all attempts. */
function notTold({ report, calls }: Model): string {
  const all = Object.values(report.totals.lmCalls).reduce((sum, some) => sum + some, 0);
  const missing = all - calls.length;
  return missing > 0
    ? `; ${missing.toLocaleString('en')} more are not shown: of attempts that were tried again, or left out of the report`
    : '';
}

function chosen(model: Model, settings: URLSearchParams): readonly Call[] {
  const source = settings.get('source') ?? '';
  const name = settings.get('model') ?? '';
  const words = (settings.get('q') ?? '').toLowerCase();
  const texts = words === '' ? null : textsWith(model, words);
  if (source + name === '' && texts === null) return model.calls;
  return model.calls.filter(
    (call) =>
      (source === '' || call.source === source) &&
      (name === '' || model.text(call.model) === name) &&
      (texts === null || [call.prompt, call.inputs, call.reply, call.system, call.error].some((text) => text !== null && texts.has(text))),
  );
}

/** Each text is looked through once, however many calls have it. */
function textsWith({ report }: Model, words: string): ReadonlySet<number> {
  const found = new Set<number>();
  report.texts.forEach((text, number) => {
    if (text.toLowerCase().includes(words)) found.add(number);
  });
  return found;
}

function CallRow({ model, call }: { readonly model: Model; readonly call: Call }) {
  const { test, source, durationMs, costUsd } = call;
  return (
    <CallLink class="row" call={call}>
      <Badge kind={source}>{SOURCE_NAMES[source]}</Badge>
      <span class="row-main">
        <span class="row-name mono">{headline(model, call)}</span>
        <span class="row-more">
          {model.text(call.model)} · {test.fullName}
        </span>
      </span>
      {costUsd > 0 ? <Badge>{usd(costUsd)}</Badge> : null}
      <span class="row-time">{ms(durationMs)}</span>
    </CallLink>
  );
}
