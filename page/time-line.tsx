import { headline } from './call-view';
import { ms } from './format';
import type { Call, Model, Test } from './model';
import { CallLink } from './shown-call';

interface Bar {
  readonly name: string;
  readonly kind: string;
  readonly atMs: number;
  readonly durationMs: number;
  readonly call?: Call;
}

const MOST_BARS = 60;

/** What the test waited for, on one line of time: requests to Python above the LM calls that they made. */
export function TimeLine({ model, test, calls }: { readonly model: Model; readonly test: Test; readonly calls: readonly Call[] }) {
  const all = [...requestBars(model, test), ...calls.map((call) => callBar(model, call))].sort((a, b) => a.atMs - b.atMs);
  if (all.length === 0) return null;
  const bars = all.slice(0, MOST_BARS);
  const whole = Math.max(test.durationMs, ...bars.map(({ atMs, durationMs }) => atMs + durationMs), 1);
  return (
    <div class="time-line">
      <ol aria-label="What happened when">
        {bars.map((bar, at) => (
          <BarRow key={at} bar={bar} whole={whole} />
        ))}
      </ol>
      <div class="scale" aria-hidden="true">
        {[0, 0.25, 0.5, 0.75, 1].map((part) => (
          <span key={part}>{ms(part * whole)}</span>
        ))}
      </div>
      {all.length > bars.length ? <p class="empty">and {all.length - bars.length} more</p> : null}
    </div>
  );
}

function BarRow({ bar: { name, kind, atMs, durationMs, call }, whole }: { readonly bar: Bar; readonly whole: number }) {
  const left = Math.min(99.6, Math.max(0, (100 * atMs) / whole));
  const width = Math.min(100 - left, Math.max(0.4, (100 * durationMs) / whole));
  return (
    <li>
      <span class="bar-name">{call === undefined ? name : <CallLink call={call}>{name}</CallLink>}</span>
      <span class="bar-track" aria-hidden="true">
        <span class={`bar-fill ${kind}`} style={{ left: `${left}%`, width: `${width}%` }} />
      </span>
      <span class="bar-time">
        <span class="unseen">at {ms(Math.max(0, atMs))}, took </span>
        {ms(durationMs)}
      </span>
    </li>
  );
}

function requestBars({ text }: Model, { details, durationMs: whole }: Test): Bar[] {
  return (details?.requests ?? []).map(({ command, atMs, durationMs }) => ({
    name: text(command),
    kind: 'request',
    atMs,
    durationMs: durationMs ?? Math.max(0, whole - atMs),
  }));
}

function callBar(model: Model, call: Call): Bar {
  return {
    name: `${call.index + 1}. ${headline(model, call).slice(0, 60)}`,
    kind: call.source,
    atMs: call.atMs,
    durationMs: call.durationMs,
    call,
  };
}
