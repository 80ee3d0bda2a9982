import http from 'node:http';
import https from 'node:https';
import { urlToHttpOptions } from 'node:url';
import { hostOf, withoutProxy } from '../reach/host-of';
import { type Leading, ledHeaders } from '../reach/led-request';
import type { AnyFunction } from '../shared/stand-in';
import { type Restore, wrapMethod } from '../shared/wrap-method';

/** Requests of http and https to LM hosts go to the gateway, whatever agent they bring along. */
export function leadHttp(leading: Leading): Restore[] {
  const send = http.request as AnyFunction;
  return [http, https].flatMap((module) => [
    wrapMethod(
      module,
      'request',
      (original) =>
        function request(this: unknown, ...args: unknown[]) {
          return Reflect.apply(leading.isLed(hostOf(args)) ? ledRequest : original, this, args);
        },
    ),
    wrapMethod(
      module,
      'get',
      (original) =>
        function get(this: unknown, ...args: unknown[]) {
          if (!leading.isLed(hostOf(args))) return Reflect.apply(original, this, args);
          const request = ledRequest(...args);
          request.end();
          return request;
        },
    ),
  ]);
  function ledRequest(...args: unknown[]): http.ClientRequest {
    return send(
      ledOptions(withoutProxy(args), leading),
      args.find((arg) => typeof arg === 'function'),
    ) as http.ClientRequest;
  }
}

/** What names the server, and how to get to it: the gateway has its own. */
const OF_THE_HOST = [
  'agent',
  'createConnection',
  'protocol',
  'hostname',
  'port',
  'defaultPort',
  'lookup',
  'family',
  'localAddress',
  'servername',
];

function ledOptions(args: readonly unknown[], leading: Leading): http.RequestOptions {
  const given = optionsOf(args);
  const to = new URL(leading.gateway());
  const kept = Object.entries(given).filter(([name]) => !OF_THE_HOST.includes(name));
  return {
    ...Object.fromEntries(kept),
    host: to.hostname,
    port: to.port,
    path: `${to.pathname}${given.path ?? '/'}`,
    headers: ledHeaders(given.headers, hostOf(args)) as http.OutgoingHttpHeaders,
  };
}

function optionsOf([first, second]: readonly unknown[]): http.RequestOptions {
  const isUrl = typeof first === 'string' || typeof (first as { searchParams?: unknown }).searchParams === 'object';
  if (!isUrl) return first as http.RequestOptions;
  const options = typeof second === 'object' && second !== null ? second : {};
  return { ...urlToHttpOptions(new URL(String(first))), ...options };
}
