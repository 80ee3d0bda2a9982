import type { ComponentChildren } from 'preact';
import type { Call, Test } from './model';
import { linkTo } from './route';

interface CallLinkProps {
  readonly call: Pick<Call, 'test' | 'index'>;
  readonly children: ComponentChildren;
  readonly class?: string;
}

/** Leads to a call in the view of its test. The address names it, so that it can be handed on. */
export function CallLink({ call: { test, index }, children, class: name }: CallLinkProps) {
  // By the click, too: where the address names it already, it does not change.
  return (
    <a class={name} href={linkTo('test', test.id, { call: String(index + 1) })} onClick={() => void showCall(String(index + 1))}>
      {children}
    </a>
  );
}

/** Some of a test's calls, by their numbers. */
export function CallLinks({ test, calls }: { readonly test: Test; readonly calls: readonly number[] }) {
  if (calls.length === 0) return <>none</>;
  return (
    <>
      {calls.map((index, at) => (
        <span key={index}>
          {at > 0 ? ', ' : ''}
          <CallLink call={{ test, index }}>{index + 1}</CallLink>
        </span>
      ))}
    </>
  );
}

export function idOfCall(number: string): string {
  return `call-${number}`;
}

/** Opens a call of the test that is shown, and goes there, on keys as well. False where there is none of that number. */
export function showCall(number: string): boolean {
  const call = document.getElementById(idOfCall(number));
  if (!(call instanceof HTMLDetailsElement)) return false;
  call.open = true;
  call.querySelector('summary')?.focus({ preventScroll: true });
  call.scrollIntoView();
  return true;
}
