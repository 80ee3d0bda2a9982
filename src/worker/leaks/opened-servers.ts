import net from 'node:net';
import { isPackageOpening } from '../../resources/os/own-openings';
import { type Restore, wrapMethod } from '../../shared/wrap-method';
import { CURES } from './cures';
import type { Ending, Leak, LeakKind, Opener } from './leak';
import { type Opening, takeOf, type WhoOpens } from './opening';

interface OpenedServer extends Opening {
  readonly server: net.Server;
}

/** Servers that a file's code lets listen, on a port or on a socket. */
export class OpenedServers implements LeakKind {
  private readonly opened: OpenedServer[] = [];
  private readonly kept: net.Server[] = [];
  private restore: Restore | undefined;

  constructor(
    private readonly whoOpens: WhoOpens,
    private readonly ending: Ending,
  ) {}

  watch(): void {
    const servers = this;
    this.restore = wrapMethod(net.Server.prototype, 'listen', (original) => {
      return function listen(this: net.Server, ...args) {
        const result = Reflect.apply(original, this, args);
        const opening = isPackageOpening() ? undefined : servers.whoOpens(listen);
        if (opening !== undefined) servers.opened.push({ ...opening, server: this });
        return result;
      };
    });
  }

  close(): void {
    this.restore?.();
    this.opened.length = 0;
  }

  async endOf(opener: Opener): Promise<Leak[]> {
    const listening = takeOf(this.opened, opener).filter(({ server }) => server.listening);
    const leaks = listening.map(({ server, openedAt }) => leakOf(server, openedAt.place));
    if (this.ending !== 'never') this.kept.push(...listening.map(({ server }) => server));
    if (this.ending === 'with its test') await this.endKept();
    return leaks.filter(({ what }, index) => leaks.findIndex((leak) => leak.what === what) === index);
  }

  holdsFor(opener: Opener): boolean {
    return this.opened.some((one) => one.opener === opener && one.server.listening);
  }

  async endKept(): Promise<void> {
    for (const server of this.kept.splice(0)) endServer(server);
  }
}

function leakOf(server: net.Server, openedAt: string): Leak {
  const address = server.address();
  return typeof address === 'string'
    ? { kind: 'socket', what: address, openedAt, cure: CURES.socket }
    : { kind: 'port', what: String(address?.port), openedAt, cure: CURES.port };
}

function endServer(server: net.Server): void {
  server.close();
  (server as { closeAllConnections?: () => void }).closeAllConnections?.();
}
