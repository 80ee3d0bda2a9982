import type { ContextFacade, Facade } from '../../shared/boundaries/facade';
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
