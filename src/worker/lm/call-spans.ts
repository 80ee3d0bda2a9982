import type { JournalCall } from '../../shared/boundaries/facade';
import { debug } from '../../shared/debug';
import { PACKAGE_VERSION } from '../../shared/own-version';
import type { ToldCalls } from '../context/context';
import type { FileConfig } from '../context/file-config';
import { SPAN_ERROR, type SpanAttributes, spanAttributes, spanName } from './span-attributes';

/** Where every version 1 of `@opentelemetry/api` keeps what a project has registered. */
const REGISTERED = Symbol.for('opentelemetry.js.api.1');
const TRACER = '@dspex/jest-preset';
/** OpenTelemetry's number for a span of a client. */
const CLIENT = 2;

/** The part of OpenTelemetry's API, version 1, that is used here. */
interface Api {
  readonly trace?: { getTracer(name: string, version?: string): Tracer };
  readonly context?: { active(): unknown };
}

interface Tracer {
  startSpan(name: string, options: { kind: number; startTime: number; attributes: SpanAttributes }, context?: unknown): Span;
}

interface Span {
  setStatus(status: { code: number; message?: string }): unknown;
  end(at: number): void;
}

interface CallSpansOptions {
  /** Prompts and replies, too. */
  readonly withMessages: boolean;
  readonly version: string;
  readonly redact: (text: string) => string;
}

/** Who hears of the file's LM calls: nobody where the project wants no spans. */
export function toldCalls({ options }: FileConfig, sandbox: object, redact: (text: string) => string): ToldCalls {
  const { spans } = options.lm;
  if (spans === 'none') return undefined;
  const told = new CallSpans(sandbox, { withMessages: spans === 'messages', version: PACKAGE_VERSION, redact });
  return (call, test) => told.tell(call, test);
}

/**
 * Tells the LM calls of a file to the OpenTelemetry that its project has registered, in the test's sandbox or around it: a span for each, in
 * the words of the conventions for generative AI (opentelemetry.io/docs/specs/semconv/gen-ai). Nothing where none is registered.
 */
export class CallSpans {
  constructor(
    private readonly sandbox: object,
    private readonly options: CallSpansOptions,
  ) {}

  /** Tells a call that has its answer. `test`: the full name of the test, or the path of the file. */
  tell(call: JournalCall, test: string): void {
    const { trace, context } = this.api();
    if (trace === undefined) return;
    try {
      const endedAt = performance.timeOrigin + performance.now();
      const tracer = trace.getTracer(TRACER, this.options.version);
      const attributes = spanAttributes(call, test, this.options);
      const span = tracer.startSpan(spanName(call), { kind: CLIENT, startTime: endedAt - call.durationMs, attributes }, context?.active());
      if (call.error !== null) span.setStatus({ code: SPAN_ERROR, message: this.options.redact(call.error.message) });
      span.end(endedAt);
    } catch (error) {
      // What a project does with its spans fails no test.
      debug('lm', () => `${call.callId} is no span: ${(error as Error).message}`);
    }
  }

  private api(): Api {
    return (Reflect.get(this.sandbox, REGISTERED) ?? Reflect.get(globalThis, REGISTERED) ?? {}) as Api;
  }
}
