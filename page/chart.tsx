import { useEffect, useRef, useState } from 'preact/hooks';
import UPlot from 'uplot';
import { day } from './format';

interface LineChartProps {
  readonly label: string;
  /** ISO dates, the oldest first. */
  readonly times: readonly string[];
  readonly values: readonly number[];
  readonly show: (value: number) => string;
}

const HEIGHT = 180;

/** A line over runs, and for who does not see it the same as a table. Runs stand at even distances: some days have many. */
export function LineChart({ label, times, values, show }: LineChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<number | null>(null);
  const shown = at ?? values.length - 1;
  useEffect(() => {
    const element = place.current;
    return element === null ? undefined : draw(element, { label, times, values, show, setAt });
  }, [times.join(), values.join(), label]);
  return (
    <figure class="chart">
      <div ref={place} role="img" aria-label={`${label}: from ${show(values[0] ?? 0)} to ${show(values.at(-1) ?? 0)}`} />
      <figcaption>
        {day(times[shown] ?? '')}: <b>{show(values[shown] ?? 0)}</b>
      </figcaption>
      <details>
        <summary>as a table</summary>
        <ol class="plain">
          {times.map((time, run) => (
            <li key={`${time} ${run}`}>
              {day(time)}: {show(values[run] ?? 0)}
            </li>
          ))}
        </ol>
      </details>
    </figure>
  );
}

interface Drawn extends LineChartProps {
  /** Told of the run that is pointed at. */
  readonly setAt: (at: number | null) => void;
}

function draw(element: HTMLElement, props: Drawn): () => void {
  let chart: UPlot | undefined;
  const redraw = (): void => {
    chart?.destroy();
    chart = new UPlot(options(element, props), [props.values.map((_, at) => at), [...props.values]], element);
  };
  const dark = matchMedia('(prefers-color-scheme: dark)');
  dark.addEventListener('change', redraw);
  addEventListener('resize', redraw);
  redraw();
  return () => {
    dark.removeEventListener('change', redraw);
    removeEventListener('resize', redraw);
    chart?.destroy();
  };
}

function options(element: HTMLElement, { label, times, values, show, setAt }: Drawn): UPlot.Options {
  const color = (name: string): string => getComputedStyle(element).getPropertyValue(name).trim();
  const axis = { stroke: color('--muted'), grid: { stroke: color('--line'), width: 1 }, ticks: { show: false }, font: '12px sans-serif' };
  const dateAt = (at: number): string =>
    times[at] === undefined ? '' : new Date(times[at]).toLocaleDateString('en', { month: 'short', day: 'numeric' });
  return {
    width: element.clientWidth,
    height: HEIGHT,
    padding: [10, 16, 0, 0],
    legend: { show: false },
    hooks: { setCursor: [({ cursor }) => setAt(cursor.idx ?? null)] },
    scales: { x: { time: false, range: (_, min, max) => [min - 0.2, max + 0.2] }, y: { range: (_, min, max) => around(min, max) } },
    axes: [
      { ...axis, grid: { show: false }, incrs: [1, 2, 5, 10, 20, 50], values: (_, splits) => splits.map(dateAt) },
      { ...axis, size: 76, values: (_, splits) => splits.map(show) },
    ],
    series: [
      {},
      {
        label,
        stroke: color('--accent'),
        width: 2,
        points: { show: values.length < 40, size: 6 },
      },
    ],
  };
}

const STEPS = [1, 2, 2.5, 5, 10];

/** From zero to the line of the grid that is above all. */
function around(min: number, max: number): [number, number] {
  const most = max > 0 ? max : 1;
  const power = 10 ** Math.floor(Math.log10(most / 4));
  const step = power * (STEPS.find((one) => one * power >= most / 4) ?? 10);
  return [Math.min(min, 0), Math.ceil(most / step) * step];
}
