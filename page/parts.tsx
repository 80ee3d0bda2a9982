import type { ComponentChildren } from 'preact';
import type { Test } from './model';
import { linkTo } from './route';

/** Small parts that several views have. */

export const STATUS_SIGNS = { passed: '✓', failed: '✕', skipped: '–' } as const;

export function Status({ of }: { readonly of: keyof typeof STATUS_SIGNS }) {
  return (
    <span class={`status ${of}`} role="img" aria-label={of}>
      {STATUS_SIGNS[of]}
    </span>
  );
}

export function Badge({ children, kind = '' }: { readonly children: ComponentChildren; readonly kind?: string }) {
  return <span class={`badge ${kind}`}>{children}</span>;
}

export function TestLink({ test }: { readonly test: Test }) {
  return <a href={linkTo('test', test.id)}>{test.fullName}</a>;
}

export function Section({ title, children, note }: { title: string; children: ComponentChildren; note?: ComponentChildren }) {
  return (
    <section>
      <h2>
        {title}
        {note === undefined ? null : <small>{note}</small>}
      </h2>
      {children}
    </section>
  );
}

export function Empty({ children }: { readonly children: ComponentChildren }) {
  return <p class="empty">{children}</p>;
}

export interface Part {
  readonly name: string;
  readonly value: number;
  readonly kind: string;
  readonly href?: string;
}

/** Parts of a whole, side by side, and what each is. */
export function PartsBar({ parts, label }: { readonly parts: readonly Part[]; readonly label: string }) {
  const whole = parts.reduce((sum, { value }) => sum + value, 0);
  const shown = parts.filter(({ value }) => value > 0);
  return (
    <div class="parts">
      <div class="parts-bar" role="img" aria-label={`${label}: ${shown.map(({ name, value }) => `${value} ${name}`).join(', ')}`}>
        {shown.map(({ name, value, kind }) => (
          <span key={name} class={kind} style={{ width: `${(100 * value) / whole}%` }} />
        ))}
      </div>
      <ul class="legend">
        {shown.map((part) => (
          <li key={part.name}>
            <span class={`swatch ${part.kind}`} aria-hidden="true" />
            {part.href === undefined ? part.name : <a href={part.href}>{part.name}</a>} <b>{part.value.toLocaleString('en')}</b>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A table of a few rows: a name, and what belongs to it. */
export function Rows({ head, rows }: { readonly head: readonly string[]; readonly rows: readonly (readonly ComponentChildren[])[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: on a narrow screen it scrolls, by keys too
    <section class="table" tabIndex={0} aria-label={`Table of ${head.join(', ')}`}>
      <table>
        <thead>
          <tr>
            {head.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells, index) => (
            <tr key={index}>
              {cells.map((cell, column) => (
                <td key={head[column]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
