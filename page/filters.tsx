import { type Route, setSetting } from './route';

/** What a view is filtered by stands in its address: it can be sent to somebody. */

export function Search({ route, label }: { readonly route: Route; readonly label: string }) {
  return (
    <input
      type="search"
      aria-label={label}
      placeholder={label}
      value={route.settings.get('q') ?? ''}
      onInput={(event) => setSetting(route, 'q', event.currentTarget.value)}
    />
  );
}

interface ChoiceProps {
  readonly route: Route;
  readonly name: string;
  readonly label: string;
  readonly values: readonly string[];
  readonly any?: string;
}

export function Choice({ route, name, label, values, any = 'any' }: ChoiceProps) {
  return (
    <label class="choice">
      <span>{label}</span>
      <select value={route.settings.get(name) ?? ''} onChange={(event) => setSetting(route, name, event.currentTarget.value)}>
        <option value="">{any}</option>
        {values.map((value) => (
          <option key={value} value={value}>
            {value}
          </option>
        ))}
      </select>
    </label>
  );
}
