import type { Carrier } from './carrier';
import { hideOn } from './hide-on';
import type { CarriedBy, Intercepted, RequestController } from './intercepted';
import { RUNNING_SYMBOLS } from './nock';

type Listener = (payload: unknown) => unknown;

/** A second copy of nock must not find the first by this name: it would add its listeners where nobody emits. */
const BATCH = Symbol.for('nock-interceptor');

/** The listeners of nock or msw that the test itself uses. They hear of every request first, and what they answer wins. */
export class UserInterceptors {
  /** By how a request comes and what is heard: who listens to both adds the same function to each, and hears of a request once. */
  private readonly listeners = new Map<string, Listener[]>();
  private readonly undo: (() => void)[] = [];

  private takeClassesAway: (() => void) | undefined;

  constructor(
    private readonly sandbox: typeof globalThis,
    private readonly carrying: Pick<Carrier, 'hearResponses' | 'lendClasses'>,
  ) {}

  /** True also where only responses are heard, as by nock's recorder. */
  get isListening(): boolean {
    return [...this.listeners.values()].some((listeners) => listeners.length > 0);
  }

  open(): void {
    for (const by of Object.keys(RUNNING_SYMBOLS) as CarriedBy[]) this.expose(RUNNING_SYMBOLS[by], { emitter: this.emitterOf(by) });
    this.hideBatch();
  }

  close(): void {
    this.listeners.clear();
    this.adapt();
    for (const undo of this.undo.splice(0).reverse()) undo();
  }

  /** True when one of them answered. Throws what one of them threw. */
  async answer(intercepted: Intercepted, by: CarriedBy): Promise<boolean> {
    const controller = withOuterErrors(intercepted.controller);
    for (const listener of this.heard(by, 'request')) {
      await listener({ ...intercepted, controller });
      if (intercepted.controller.readyState !== 0) return true;
    }
    return false;
  }

  async tell(event: string, payload: unknown, by: CarriedBy): Promise<void> {
    const { controller } = payload as { controller?: RequestController };
    const told = controller === undefined ? payload : { ...(payload as object), controller: withOuterErrors(controller) };
    for (const listener of this.heard(by, event)) await listener(told);
  }

  private heard(by: CarriedBy, event: string): readonly Listener[] {
    return this.listeners.get(`${by} ${event}`) ?? [];
  }

  /** What a copy of @mswjs/interceptors finds of the interceptor that runs: enough to add its listeners and to take them back. */
  private emitterOf(by: CarriedBy): object {
    const set = (event: string, listeners: readonly Listener[]): void => {
      this.listeners.set(`${by} ${event}`, [...listeners]);
      this.adapt();
    };
    return {
      addListener: (event: string, listener: Listener) => set(event, [...this.heard(by, event), listener]),
      removeListener: (event: string, listener: Listener) =>
        set(
          event,
          this.heard(by, event).filter((kept) => kept !== listener),
        ),
    };
  }

  /** Whoever listens finds what a nock or msw would have put into its sandbox, and only what is heard is made. */
  private adapt(): void {
    this.carrying.hearResponses(this.heard('http', 'response').length + this.heard('fetch', 'response').length > 0);
    if (this.isListening) this.takeClassesAway ??= this.carrying.lendClasses(this.sandbox);
    else {
      this.takeClassesAway?.();
      this.takeClassesAway = undefined;
    }
  }

  /** Not to be overwritten or deleted by what disposes an interceptor. */
  private expose(symbol: symbol, value: unknown): void {
    this.undo.push(hideOn(this.sandbox, symbol, { get: () => value, set: () => undefined }));
  }

  private hideBatch(): void {
    this.undo.push(hideOn(this.sandbox, BATCH, { get: disposing, set: keep }));
    const instances = new Set<{ readyState?: string }>();
    function keep(instance: { readyState?: string }): void {
      instances.add(instance);
    }
    function disposing(): unknown {
      return [...instances].find((instance) => instance.readyState === 'DISPOSING');
    }
  }
}

/** An error of the sandbox is no Error here, and a request that is failed with it would hang: it is made again. */
function withOuterErrors(controller: RequestController): RequestController {
  return new Proxy(controller, {
    get(target, name) {
      if (name === 'errorWith') return (reason: unknown) => target.errorWith(outerError(reason));
      const value = Reflect.get(target, name, target) as unknown;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** By what an error has, not by its class: nock's "not allowed" is made in the old way, and is an Error to its prototype alone. */
export function outerError(reason: unknown): unknown {
  const { message, name, stack } = (reason ?? {}) as Partial<Error>;
  if (reason instanceof Error || typeof message !== 'string' || typeof stack !== 'string') return reason;
  return Object.assign(new Error(message), { ...(reason as object), name, stack });
}
