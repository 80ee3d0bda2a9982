import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { CallsView } from './calls';
import { CassettesView } from './cassettes';
import { CostsView } from './costs';
import { EvaluationsView } from './evaluations';
import { day, ms } from './format';
import type { Model } from './model';
import { OverviewView } from './overview';
import { linkTo, type Route, useRoute } from './route';
import { showCall } from './shown-call';
import { TestView } from './test-view';
import { TestsView } from './tests';
import { goOnInList } from './virtual-list';

const TABS = [
  ['overview', 'Overview'],
  ['tests', 'Tests'],
  ['calls', 'LM calls'],
  ['costs', 'Costs'],
  ['cassettes', 'Cassettes'],
  ['evaluations', 'Evaluations'],
] as const;

/** Views that are a list of rows. */
const LISTS = ['tests', 'calls'];

const VIEWS = {
  overview: OverviewView,
  tests: TestsView,
  test: TestView,
  calls: CallsView,
  costs: CostsView,
  cassettes: CassettesView,
  evaluations: EvaluationsView,
};

export function App({ model }: { readonly model: Model }) {
  const route = useRoute();
  const main = useRef<HTMLElement>(null);
  const View = VIEWS[route.view as keyof typeof VIEWS] ?? OverviewView;
  useNewView(route, main.current);
  return (
    <>
      <button class="skip" type="button" onClick={() => main.current?.focus()}>
        To the content
      </button>
      <Header model={model} view={route.view} />
      <main id="main" tabIndex={-1} ref={main}>
        <View model={model} route={route} />
      </main>
      <Keys view={route.view} />
    </>
  );
}

/** Those that do something here. */
function Keys({ view }: { readonly view: string }) {
  return (
    <footer>
      <kbd>/</kbd> search
      {LISTS.includes(view) ? (
        <>
          {' '}
          · <kbd>↑</kbd> <kbd>↓</kbd> move · <kbd>Enter</kbd> open
        </>
      ) : null}
      {view === 'test' ? (
        <>
          {' '}
          · <kbd>Esc</kbd> back
        </>
      ) : null}
    </footer>
  );
}

/**
 * Another view begins at its top, at the call that the address names, or, on the way back, at the row that was opened; a reader on keys goes
 * on there, or in its search where that was asked for. Before it is drawn: the place that the reader had in an older report goes before all.
 */
function useNewView({ view, id, settings }: Route, main: HTMLElement | null): void {
  const place = `${view} ${id}`;
  const call = view === 'test' ? settings.get('call') : null;
  const before = useRef(place);
  const isSearching = useRef(false);
  useLayoutEffect(() => {
    const isNew = before.current !== place;
    before.current = place;
    if (isNew && goOnInList()) return;
    if (isNew) scrollTo(0, 0);
    if ((call !== null && showCall(call)) || !isNew) return;
    (isSearching.current ? searchField() : main)?.focus({ preventScroll: true });
    isSearching.current = false;
  }, [place, call, main]);
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => onKey(event, view, isSearching);
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, [view]);
}

function onKey(event: KeyboardEvent, view: string, isSearching: { current: boolean }): void {
  const { target, key } = event;
  const isTyping = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
  if (key === 'Escape' && view === 'test') goBack();
  if (key === 'ArrowDown' && (target === searchField() || !isAtSomething(target))) intoList(event);
  if (key !== '/' || isTyping) return;
  event.preventDefault();
  const search = searchField();
  isSearching.current = search === null;
  if (search === null) location.hash = linkTo('tests');
  else search.focus();
}

/** From above the list to its first row. */
function intoList(event: KeyboardEvent): void {
  const first = document.querySelector<HTMLElement>('[data-row] a');
  if (first === null) return;
  event.preventDefault();
  first.focus();
}

function isAtSomething(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target !== document.body && target.id !== 'main';
}

function searchField(): HTMLInputElement | null {
  return document.querySelector('input[type=search]');
}

function goBack(): void {
  if (history.length > 1) history.back();
  else location.hash = linkTo('tests');
}

function Header({ model, view }: { readonly model: Model; readonly view: string }) {
  const { startedAt, durationMs, totals } = model.report;
  const shown = view === 'test' ? 'tests' : view;
  return (
    <header>
      <div class="bar">
        <a class="title" href={linkTo('')}>
          <span class={`dot ${totals.tests.failed + model.report.brokenFiles.length > 0 ? 'failed' : 'passed'}`} aria-hidden="true" /> dspex
          report
        </a>
        <nav aria-label="Views">
          {TABS.map(([name, label]) => (
            <a key={name} href={linkTo(name)} aria-current={shown === name ? 'page' : undefined}>
              {label}
            </a>
          ))}
        </nav>
        <span class="when">
          {day(startedAt)} · {ms(durationMs)}
        </span>
      </div>
    </header>
  );
}
