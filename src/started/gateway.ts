import http from 'node:http';
import net from 'node:net';
import { DspexError } from '../shared/errors';
import type { AnyFunction } from '../shared/stand-in';
import { wrapMethod } from '../shared/wrap-method';

// Taken before a call to it could be led.
const { request } = http;
/** The worker may be held by what waits for this very process. */
const TELLING_MS = 2_000;

/** Charges the test with a call that was refused here, before its code hears of it: that may swallow the error, and end at once. */
export function tellGateway(gateway: string | null, error: DspexError): Promise<void> | undefined {
  if (gateway === null) return undefined;
  const body = JSON.stringify({ callId: '', error: error.toWire() });
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve) => {
    request(`${gateway}/dspex/rejected`, { method: 'POST', headers, agent: false, timeout: TELLING_MS })
      .on('response', (response) => response.resume().once('close', resolve))
      // Who could be told is not there any more, or does not listen.
      .on('timeout', resolve)
      .on('error', () => resolve())
      .end(body);
  });
}

/** A connection to a gateway that is closed fails, and says why. */
export function explainGoneGateway(gateway: string): void {
  const { hostname, port } = new URL(gateway);
  wrapMethod(
    net.Socket.prototype,
    'connect',
    (original) =>
      function connect(this: net.Socket, ...args: unknown[]) {
        this.prependOnceListener('error', (error: NodeJS.ErrnoException & { address?: string; port?: number }) => {
          if (error.code === 'ECONNREFUSED' && error.address === hostname && error.port === Number(port)) error.message = GONE.message;
        });
        return Reflect.apply(original as AnyFunction, this, args);
      },
  );
}

const GONE = new DspexError({
  code: 'LM_TEST_OVER',
  what: 'An LM was asked by a process or thread whose test file is over.',
  why: 'the rules and cassettes that could answer ended with it',
  next: 'await what the test starts, or end it with its test: dspex.onCleanup(() => child.kill())',
});
