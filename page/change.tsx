interface ChangeProps {
  readonly now: number;
  readonly before: number | null | undefined;
  readonly show: (value: number) => string;
}

/** How a number has changed since the last time: more is better. */
export function Change({ now, before, show }: ChangeProps) {
  if (before === null || before === undefined) return <span class="change">new</span>;
  const by = now - before;
  if (Math.abs(by) < 1e-9) return <span class="change">as before</span>;
  return (
    <span class={`change ${by > 0 ? 'good' : 'bad'}`}>
      {by > 0 ? '▲' : '▼'} {show(Math.abs(by))}
      <span class="unseen"> {by > 0 ? 'more' : 'less'} than before</span>
    </span>
  );
}
