import type { Intercepted, RequestController } from './carrier';

type Listener = (payload: unknown) => unknown;

/** Where a copy of @mswjs/interceptors (in nock 14, msw 2) looks for one that runs already; finding it, it only adds its listeners. */
const RUNNING = [Symbol.for('client-request-interceptor'), Symbol.for('fetch-interceptor')];
/** A second copy of nock must not find the first by this name: it would add its listeners where nobody emits. */
const BATCH = Symbol.for('nock-interceptor');

/** The listeners of nock or msw that the test itself uses. They hear of every request first, and what they answer wins. */
export class UserInterceptors {
  private readonly listeners = new Map<string, Listener[]>();
  private readonly undo: (() => void)[] = [];

  constructor(
    private readonly sandbox: object,
    private readonly onResponseListeners: (some: boolean) => void,
  ) {}

  get isListening(): boolean {
    return (this.listeners.get('request')?.length ?? 0) > 0;
  }

  open(): void {
    const running = { emitter: { addListener: this.add, removeListener: this.remove } };
    for (const symbol of RUNNING) this.expose(symbol, running);
    this.hideBatch();
  }

  close(): void {
    this.listeners.clear();
    for (const undo of this.undo.splice(0).reverse()) undo();
  }

  /** True when one of them answered. Throws what one of them threw. */
  async answer(intercepted: Intercepted): Promise<boolean> {
    const controller = withOuterErrors(intercepted.controller);
    for (const listener of [...(this.listeners.get('request') ?? [])]) {
      await listener({ ...intercepted, controller });
      if (intercepted.controller.readyState !== 0) return true;
    }
    return false;
  }

  async tell(event: string, payload: unknown): Promise<void> {
    const { controller } = payload as { controller?: RequestController };
    const told = controller === undefined ? payload : { ...(payload as object), controller: withOuterErrors(controller) };
    for (const listener of [...(this.listeners.get(event) ?? [])]) await listener(told);
  }

  private readonly add = (event: string, listener: Listener): void => {
    this.set(event, [...(this.listeners.get(event) ?? []), listener]);
  };

  private readonly remove = (event: string, listener: Listener): void => {
    this.set(
      event,
      (this.listeners.get(event) ?? []).filter((kept) => kept !== listener),
    );
  };

  private set(event: string, listeners: Listener[]): void {
    this.listeners.set(event, listeners);
    if (event === 'response') this.onResponseListeners(listeners.length > 0);
  }

  /** An accessor of its own and one on a prototype above: what disposes an interceptor deletes the first. */
  private expose(symbol: symbol, value: unknown): void {
    const accessor = { get: () => value, set: () => undefined, configurable: true };
    const above = Object.getPrototypeOf(this.sandbox) as object | null;
    Object.defineProperty(this.sandbox, symbol, accessor);
    this.undo.push(() => Reflect.deleteProperty(this.sandbox, symbol));
    if (above === null) return;
    Object.defineProperty(above, symbol, accessor);
    this.undo.push(() => Reflect.deleteProperty(above, symbol));
  }

  private hideBatch(): void {
    Object.defineProperty(this.sandbox, BATCH, { get: disposing, set: keep, configurable: true });
    this.undo.push(() => Reflect.deleteProperty(this.sandbox, BATCH));
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

export function outerError(reason: unknown): unknown {
  if (reason instanceof Error || Object.prototype.toString.call(reason) !== '[object Error]') return reason;
  const { message, name, stack } = reason as Error;
  const made = new Error(message);
  return Object.assign(made, { ...(reason as object), name, stack });
}
