/** How often a page that somebody looks at asks whether a newer one was written. A page in the background does not ask. */
const EVERY_MS = 1_000;

/** The name of the last report stands in a stylesheet beside the page: a page from the disk may load one, and it can run nothing. */
const STAMP = 'written.css';

/** A page of a watch session shows each new report as it is written, where its reader is. Any other page loads nothing. */
export function followNewer(): void {
  const { written } = document.documentElement.dataset;
  if (!written) return;
  addEventListener('visibilitychange', () => schedule(written, 0));
  schedule(written, EVERY_MS);
}

let waiting: ReturnType<typeof setTimeout> | undefined;

function schedule(written: string, afterMs: number): void {
  clearTimeout(waiting);
  if (document.visibilityState === 'visible') waiting = setTimeout(() => look(written), afterMs);
}

function look(written: string): void {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  // By another address each time: what was loaded once is kept.
  link.href = `${STAMP}?${Date.now()}`;
  link.onload = () => {
    const newest = getComputedStyle(document.documentElement).getPropertyValue('--dspex-written').trim();
    link.remove();
    if (newest === written) schedule(written, EVERY_MS);
    else showNewer();
  };
  // The report was moved, or removed: there is nothing to follow.
  link.onerror = () => link.remove();
  document.head.append(link);
}

interface Place {
  readonly top: number;
  readonly open: readonly boolean[];
  readonly isSearching: boolean;
}

function showNewer(): void {
  const open = [...document.querySelectorAll('details')].map((one) => one.open);
  const place: Place = { top: scrollY, open, isSearching: document.activeElement?.matches('input[type=search]') ?? false };
  history.replaceState({ place }, '');
  location.reload();
}

/** Where the reader was in the report before this one: its view stands in the address. */
export function goOnWhereItWas(): void {
  const { place } = (history.state ?? {}) as { readonly place?: Place };
  if (place === undefined) return;
  history.replaceState(null, '');
  document.querySelectorAll('details').forEach((one, at) => {
    one.open = place.open[at] ?? one.open;
  });
  if (place.isSearching) document.querySelector<HTMLInputElement>('input[type=search]')?.focus();
  requestAnimationFrame(() => scrollTo(0, place.top));
}
