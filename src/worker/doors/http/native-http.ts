import http from 'node:http';
import https from 'node:https';

/** The functions of Node's clients that a door may stand in for. */
export interface HttpFunctions {
  readonly request: typeof http.request;
  readonly get: typeof http.get;
  readonly ClientRequest: typeof http.ClientRequest;
  readonly httpsRequest: typeof https.request;
  readonly httpsGet: typeof https.get;
}

/** Reads what is on the modules now. */
export function readHttp(): HttpFunctions {
  return { request: http.request, get: http.get, ClientRequest: http.ClientRequest, httpsRequest: https.request, httpsGet: https.get };
}

/** Puts functions on the modules; every realm of this process shares them. */
export function writeHttp(functions: HttpFunctions): void {
  Object.assign(http, { request: functions.request, get: functions.get, ClientRequest: functions.ClientRequest });
  Object.assign(https, { request: functions.httpsRequest, get: functions.httpsGet });
}

type HeadersMethods = Pick<Headers, 'set' | 'append' | 'delete'>;

/** A second copy of nock in a test patches these of the shared Headers class, and never puts them back. */
export function readHeadersMethods(): HeadersMethods {
  const { set, append, delete: remove } = Headers.prototype;
  return { set, append, delete: remove };
}

export function writeHeadersMethods(methods: HeadersMethods): void {
  Object.assign(Headers.prototype, methods);
}
