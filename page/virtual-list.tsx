import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

interface VirtualListProps<T> {
  readonly items: readonly T[];
  readonly rowHeight: number;
  readonly label: string;
  /** A row, which is one link or holds one. */
  readonly row: (item: T) => ComponentChildren;
}

/** Rows beyond the window on either side. */
const SPARE = 10;

/** A list of any length in the page's own scroll: only the rows in sight are there. Arrow keys go from link to link. */
export function VirtualList<T>({ items, rowHeight, label, row }: VirtualListProps<T>) {
  const list = useRef<HTMLUListElement>(null);
  const [first, last] = useRange(list, items.length, rowHeight);
  const shown = items.slice(first, last);
  return (
    <ul
      class="virtual"
      ref={list}
      aria-label={label}
      style={{ height: `${items.length * rowHeight}px` }}
      onKeyDown={(event) => move(event, rowHeight, items.length)}
      onClick={leave}
    >
      {shown.map((item, at) => (
        <li
          key={first + at}
          data-row={first + at}
          aria-posinset={first + at + 1}
          aria-setsize={items.length}
          style={{ top: `${(first + at) * rowHeight}px`, height: `${rowHeight}px` }}
        >
          {row(item)}
        </li>
      ))}
    </ul>
  );
}

function useRange(list: { current: HTMLElement | null }, length: number, rowHeight: number): [number, number] {
  const [range, setRange] = useState<[number, number]>([0, 60]);
  const look = (): void => {
    const above = -(list.current?.getBoundingClientRect().top ?? 0);
    const first = Math.max(0, Math.floor(above / rowHeight) - SPARE);
    const last = Math.min(length, Math.ceil((above + innerHeight) / rowHeight) + SPARE);
    setRange((before) => (before[0] === first && before[1] === last ? before : [first, last]));
  };
  useLayoutEffect(look, [length]);
  useEffect(() => {
    addEventListener('scroll', look, { passive: true });
    addEventListener('resize', look);
    return () => {
      removeEventListener('scroll', look);
      removeEventListener('resize', look);
    };
  }, [length]);
  return range;
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15 };

/** The next row may not be there yet: it is scrolled to first. */
function move(event: KeyboardEvent & { currentTarget: HTMLElement }, rowHeight: number, length: number): void {
  const row = (event.target as HTMLElement).closest<HTMLElement>('[data-row]');
  const step = STEPS[event.key];
  if (row === null || step === undefined) return;
  event.preventDefault();
  const to = Math.min(length - 1, Math.max(0, Number(row.dataset.row) + step));
  const list = event.currentTarget;
  const top = list.getBoundingClientRect().top + to * rowHeight;
  if (top < 120) scrollBy(0, top - 120);
  if (top + rowHeight > innerHeight) scrollBy(0, top + rowHeight - innerHeight);
  focusRow(to);
}

/** When it has been drawn. */
function focusRow(row: number): void {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-row="${row}"] a`)?.focus({ preventScroll: true })),
  );
}

/** Where a reader left a list for one of its rows. */
interface Left {
  readonly row: number;
  readonly top: number;
}

/** Into the step of the history that is left: the way back alone leads to it. */
function leave({ target }: MouseEvent): void {
  const row = (target as HTMLElement).closest('a') && (target as HTMLElement).closest<HTMLElement>('[data-row]');
  if (row) history.replaceState({ left: { row: Number(row.dataset.row), top: scrollY } satisfies Left }, '');
}

/** Back in a list, its reader goes on at the row that was opened. False anywhere else. */
export function goOnInList(): boolean {
  const { left } = (history.state ?? {}) as { readonly left?: Left };
  if (left === undefined) return false;
  scrollTo(0, left.top);
  focusRow(left.row);
  return true;
}
