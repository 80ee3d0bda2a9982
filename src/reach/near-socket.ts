import { AsyncLocalStorage } from 'node:async_hooks';
import net from 'node:net';
import { Duplex } from 'node:stream';

type Done = (error?: Error | null) => void;
type Snapshot = <T>(work: () => T) => T;

export interface NearOptions {
  /** `host:port` that the client asked for. */
  readonly host: string;
  /** The name that TLS asks for; undefined without TLS. */
  readonly servername?: string;
  readonly alpnProtocol?: string | false;
  readonly highWaterMark?: number;
  /** The line that asked for the connection. */
  readonly caller: string | undefined;
}

/** What code reads of a socket of TLS when it is connected. The methods are those of Node's `tls.TLSSocket`. */
const OF_TLS = {
  encrypted: true,
  authorized: true,
  authorizationError: null,
  getPeerCertificate: () => ({}),
  getPeerX509Certificate: () => undefined,
  getCertificate: () => ({}),
  getProtocol: () => 'TLSv1.3',
  getCipher: () => ({ name: 'TLS_AES_256_GCM_SHA384', standardName: 'TLS_AES_256_GCM_SHA384', version: 'TLSv1.3' }),
  getSession: () => undefined,
  getTLSTicket: () => undefined,
  getFinished: () => undefined,
  getPeerFinished: () => undefined,
  isSessionReused: () => false,
  renegotiate: () => false,
  disableRenegotiation: () => undefined,
  enableTrace: () => undefined,
  setMaxSendFragment: () => true,
} as const;

/** A socket that is connected with this process, and with nothing else: what is written to it comes out at its far end. */
export class NearSocket extends net.Socket {
  readonly far: FarEnd;
  private held: Done | undefined;

  constructor(options: NearOptions) {
    super({ ...(options.highWaterMark !== undefined && { highWaterMark: options.highWaterMark }) } as net.SocketConstructorOpts);
    this.far = new FarEnd(this, options);
    const { servername, alpnProtocol = false } = options;
    if (servername !== undefined) Object.assign(this, OF_TLS, { servername, alpnProtocol });
    isConnecting(this, true);
    process.nextTick(() => this.arrive(servername !== undefined));
  }

  private arrive(isSecure: boolean): void {
    if (this.destroyed) return;
    isConnecting(this, false);
    this.emit('connect');
    this.emit('ready');
    if (isSecure) this.emit('secureConnect');
  }

  /** What the far end says; null at its end. `done` when there is room for more. */
  receive(piece: Buffer | null, done: Done): void {
    this.rearm();
    if (this.push(piece)) done();
    else this.held = done;
  }

  override _read(): void {
    const { held } = this;
    this.held = undefined;
    held?.();
  }

  override _write(piece: Buffer | string, encoding: BufferEncoding, done: Done): void {
    if (this.connecting) {
      this.once('connect', () => this._write(piece, encoding, done));
      return;
    }
    this.rearm();
    this.far.receive(typeof piece === 'string' ? Buffer.from(piece, encoding) : piece, done);
  }

  override _writev(pieces: { chunk: Buffer | string; encoding: BufferEncoding }[], done: Done): void {
    const whole = pieces.map(({ chunk, encoding }) => (typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk));
    this._write(Buffer.concat(whole), 'buffer' as BufferEncoding, done);
  }

  override _final(done: Done): void {
    if (this.connecting) {
      this.once('connect', () => this._final(done));
      return;
    }
    this.far.receive(null, () => undefined);
    done();
  }

  override _destroy(error: Error | null, done: Done): void {
    isConnecting(this, false);
    this.far.destroy();
    super._destroy(error, done);
  }

  /** The time limit of a socket counts from the last that came or went. */
  private rearm(): void {
    if (this.timeout) this.setTimeout(this.timeout);
  }
}

/** The end that a server of this process is given. */
export class FarEnd extends Duplex {
  /** Runs work as the code that wrote last: one connection serves one test after another. */
  asWriter: Snapshot = AsyncLocalStorage.snapshot();
  private held: Done | undefined;

  constructor(
    readonly near: NearSocket,
    readonly options: NearOptions,
  ) {
    super({ allowHalfOpen: true });
  }

  receive(piece: Buffer | null, done: Done): void {
    this.asWriter = AsyncLocalStorage.snapshot();
    if (this.destroyed || this.push(piece)) done();
    else this.held = done;
  }

  override _read(): void {
    const { held } = this;
    this.held = undefined;
    held?.();
  }

  override _write(piece: Buffer, _encoding: BufferEncoding, done: Done): void {
    if (this.near.destroyed) done();
    else this.near.receive(piece, done);
  }

  override _final(done: Done): void {
    this.near.receive(null, () => undefined);
    done();
  }

  /** With an error the near end loses its connection by it; without, where its answer was not whole, as one that a server reset. */
  override _destroy(error: Error | null, done: Done): void {
    if (!this.near.destroyed && (error !== null || !this.writableFinished)) this.near.destroy(error ?? connectionReset());
    done(null);
  }
}

/** Node's own code writes it; its types say that others do not. */
function isConnecting(socket: { connecting: boolean }, connecting: boolean): void {
  socket.connecting = connecting;
}

function connectionReset(): Error {
  return Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', errno: -104, syscall: 'read' });
}
