/** What a listener of the intercepted requests is given: the Fetch standard's Request, and how to answer it. */
export interface Intercepted {
  readonly request: Request;
  readonly requestId: string;
  readonly controller: RequestController;
}

export interface RequestController {
  /** 0 while nobody has answered. */
  readonly readyState: number;
  respondWith(response: Response): void;
  errorWith(reason: unknown): void;
  passthrough(): Promise<void>;
}

/** How a request came: each way has an interceptor of its own. */
export type CarriedBy = 'http' | 'fetch';

/** Who hears of intercepted requests: the door of the file that runs now. */
export interface CarrierListener {
  /** Says by its arguments whether a request is to be carried; the others go straight to Node. */
  isCarried(args: readonly unknown[]): boolean;
  /** What it leads to, named by the arguments themselves. */
  asCarried(args: readonly unknown[]): readonly unknown[];
  /** What answers a call of fetch without an interceptor. Undefined where somebody is to hear of it, or it is to leave. */
  fetchOf(args: readonly unknown[]): typeof fetch | undefined;
  onRequest(intercepted: Intercepted, by: CarriedBy): Promise<void>;
  /** What a second nock or msw in the test wants to hear besides. */
  onOther(event: 'response' | 'unhandledException', payload: unknown, by: CarriedBy): Promise<void>;
}
