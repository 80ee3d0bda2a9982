import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type ContextFacade, FACADE_CHANNEL, type Facade, type FacadeAsked } from '../../shared/boundaries/facade';
import type { Context } from '../context/context';
import { contextFacade, type FacadeParts } from './context-facade';

/** The one object the sandbox sees. */
export function makeFacade(parts: FacadeParts): Facade {
  const made = new WeakMap<Context, ContextFacade>();
  return Object.freeze({
    version: 1 as const,
    current(): ContextFacade {
      const context = parts.attribution.current();
      let facade = made.get(context);
      if (facade === undefined) {
        facade = contextFacade(context, parts);
        made.set(context, facade);
      }
      return facade;
    },
  });
}

/** Answers the code of one sandbox that asks for its facade; gives what ends it. */
export function offerFacade(sandbox: object, facade: Facade): () => void {
  const answer = (message: unknown): void => {
    const asked = message as FacadeAsked;
    if (isGlobalOf(sandbox, asked.global)) asked.facade = facade;
  };
  subscribe(FACADE_CHANNEL, answer);
  return () => void unsubscribe(FACADE_CHANNEL, answer);
}

/** An environment may know its sandbox by the object that the global was made of: they have the same members, and are not the same. */
function isGlobalOf(sandbox: object, global: object): boolean {
  if (global === sandbox) return true;
  const mark = Symbol('of this sandbox');
  Object.defineProperty(sandbox, mark, { value: true, configurable: true });
  try {
    return mark in global;
  } finally {
    Reflect.deleteProperty(sandbox, mark);
  }
}
