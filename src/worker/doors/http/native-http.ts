import http from 'node:http';
import https from 'node:https';
import { types } from 'node:util';

/** The functions of Node's clients that a door may stand in for. */
export interface HttpFunctions {
  readonly request: typeof http.request;
  readonly get: typeof http.get;
  readonly ClientRequest: typeof http.ClientRequest;
  readonly httpsRequest: typeof https.request;
  readonly httpsGet: typeof https.get;
}

/** All functions that send requests: Node's own, or nock's, which turn each into a Fetch Request. What began before us may have taken fetch. */
export type Clients = HttpFunctions & { readonly fetch: typeof fetch | undefined };

/** Reads what is on the modules now. */
export function readHttp(): HttpFunctions {
  return { request: http.request, get: http.get, ClientRequest: http.ClientRequest, httpsRequest: https.request, httpsGet: https.get };
}

/** Puts functions on the modules; every realm of this process shares them. */
export function writeHttp(functions: HttpFunctions): void {
  Object.assign(http, { request: functions.request, get: functions.get, ClientRequest: functions.ClientRequest });
  Object.assign(https, { request: functions.httpsRequest, get: functions.httpsGet });
}

/** Puts back what the code of a file has left on the modules. What the outer realm put there meanwhile, as an environment does, stays. */
export function healHttp(before: HttpFunctions): void {
  const now = readHttp();
  const names = Object.keys(now) as (keyof HttpFunctions)[];
  writeHttp(Object.fromEntries(names.map((name) => [name, (isOfSandbox(now[name]) ? before : now)[name]])) as unknown as HttpFunctions);
}

/** Jest makes its mocks in the outer realm, for the file that asks for them; a proxy looks like what it stands for. */
function isOfSandbox(found: unknown): boolean {
  return !(found instanceof Function) || types.isProxy(found) || (found as { _isMockFunction?: boolean })._isMockFunction === true;
}
