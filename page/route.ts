import { useEffect, useState } from 'preact/hooks';

/** `#/tests?status=failed` → the view, what it shows, and its settings. */
export interface Route {
  readonly view: string;
  readonly id: string;
  readonly settings: URLSearchParams;
}

export function readRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [view = '', ...rest] = path.split('/');
  return { view: view === '' ? 'overview' : view, id: decodeURIComponent(rest.join('/')), settings: new URLSearchParams(query) };
}

export function linkTo(view: string, id = '', settings: Readonly<Record<string, string>> = {}): string {
  const set = Object.entries(settings).filter(([, value]) => value !== '');
  const query = new URLSearchParams(set).toString();
  return `#/${view}${id === '' ? '' : `/${encodeURIComponent(id)}`}${query === '' ? '' : `?${query}`}`;
}

export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = (): void => setHash(location.hash);
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return readRoute(hash);
}

/** Changes a setting of the view without a step in the history. */
export function setSetting({ view, id, settings }: Route, name: string, value: string): void {
  const changed = { ...Object.fromEntries(settings), [name]: value };
  history.replaceState(null, '', linkTo(view, id, changed));
  dispatchEvent(new HashChangeEvent('hashchange'));
}
