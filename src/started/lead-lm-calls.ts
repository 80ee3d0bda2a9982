import { subscribe } from 'node:diagnostics_channel';
import { syncBuiltinESMExports } from 'node:module';
import { answerConnections } from '../reach/connection-stand-in';
import { raiseFence } from '../reach/fence';
import { hostOf } from '../reach/host-of';
import { answerHttp2 } from '../reach/http2-stand-in';
import { forgetLedVariables, isLedHost, type Led, OWN_RULES_CHANNEL } from '../reach/led';
import { type Leading, leadingDispatcher } from '../reach/led-request';
import { type Restore, wrapMethod } from '../shared/wrap-method';
import { explainGoneGateway, tellGateway } from './gateway';
import { leadHttp } from './lead-http';

/** Where the undici of Node, and those of npm, keep the dispatcher that they send by. */
const DISPATCHERS = [Symbol.for('undici.globalDispatcher.1'), Symbol.for('undici.globalDispatcher.2')];

/** Calls of fetch, http, https and undici go to the gateway; what goes around them is refused below, and told to the gateway. */
export function leadLmCalls(led: Led): void {
  const { gateway, refusal } = led;
  const isLed = (host: string): boolean => isLedHost(host, led);
  raiseFence({ isLmHost: isLed, ...(refusal && { refusal }), onBlocked: (error) => tellGateway(gateway, error) });
  const restores = gateway === null ? [] : leadClients(isLed, gateway);
  // The fence stays: what that run asks of a real model is not sent, either.
  subscribe(OWN_RULES_CHANNEL, () => {
    for (const restore of restores.splice(0)) restore();
    forgetLedVariables(process.env, led);
    syncBuiltinESMExports();
  });
}

function leadClients(isLed: (host: string) => boolean, gateway: string): Restore[] {
  const leading = { isLed, gateway: () => gateway };
  explainGoneGateway(gateway);
  // By fetch, which leads on.
  const answering = { isAnswered: isLed, answer: (request: Request, signal: AbortSignal) => fetch(request, { signal }) };
  const http2 = answerHttp2(answering);
  const http1 = answerConnections({ ...answering, onBlocked: (error) => tellGateway(gateway, error) });
  // Loads Node's undici, which looks for a dispatcher.
  void globalThis.Request;
  return [...leadHttp(leading), ...leadFetch(leading), ...leadDispatchers(leading), () => http2.close(), () => http1.close()];
}

function leadDispatchers(leading: Leading): Restore[] {
  const globals = globalThis as unknown as Record<symbol, object | undefined>;
  return DISPATCHERS.flatMap((symbol) => {
    const dispatcher = globals[symbol];
    if (dispatcher === undefined) return [];
    const led = leadingDispatcher(dispatcher, leading);
    globals[symbol] = led;
    return [
      () => {
        if (globals[symbol] === led) globals[symbol] = dispatcher;
      },
    ];
  });
}

/** A dispatcher that a call brings along, or that code has set for all, would go around the one that leads. */
function leadFetch(leading: Leading): Restore[] {
  // Node may have been started without it (--no-experimental-fetch).
  if (!('fetch' in globalThis)) return [];
  const globals = globalThis as unknown as Record<symbol, object | undefined>;
  // The last that is there: Node's newer undici leaves the older name to packages.
  const own = DISPATCHERS.flatMap((symbol) => globals[symbol] ?? []).at(-1);
  const dispatcher = own && leadingDispatcher(own, leading);
  return [
    wrapMethod(
      globalThis,
      'fetch',
      (original) =>
        function fetch(this: unknown, input: unknown, init?: object) {
          return Reflect.apply(original, this, [input, leading.isLed(hostOf([input])) ? { ...init, dispatcher } : init]);
        },
    ),
  ];
}
