import type { ContextFacade, Facade } from '../../shared/boundaries/facade';
import type { Attribution } from '../attribution/attribution';
import type { TestContext } from '../context/test-context';
import { contextFacade } from './context-facade';

/** The one object the sandbox sees. */
export function makeFacade(attribution: Attribution): Facade {
  const made = new WeakMap<TestContext, ContextFacade>();
  return Object.freeze({
    version: 1 as const,
    current(): ContextFacade {
      const context = attribution.current();
      let facade = made.get(context);
      if (facade === undefined) {
        facade = contextFacade(context, attribution);
        made.set(context, facade);
      }
      return facade;
    },
  });
}
