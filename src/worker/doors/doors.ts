import { isLmHost, isNamed } from '../../lm/wires/lm-hosts';
import { answerConnections, standInForConnections } from '../../reach/connection-stand-in';
import { buildFence, raiseFence } from '../../reach/fence';
import type { FileConfig } from '../context/file-config';
import type { GatewayUser } from '../context/gateway-user';
import type { GatewayAddresses } from './gateway-addresses';
import { answerRequest } from './http/answer-request';
import { carrier } from './http/carrier';
import { showDispatcher } from './http/dispatcher';
import { openHttpDoor } from './http/http-door';
import { refuseSyncRequests } from './http/sync-requests';
import type { LateCalls } from './late-calls';
import type { LedFile, LedStarts } from './led-starts';

interface DoorsParts {
  readonly config: FileConfig;
  readonly global: typeof globalThis;
  readonly user: GatewayUser;
  readonly addresses: GatewayAddresses;
  readonly ledStarts: LedStarts;
  readonly ledFile: LedFile;
}

/** Builds in a worker what its files' doors are opened in: before anything holds a function that a door stands in for. */
export function buildDoors(late: LateCalls): void {
  carrier(late);
  buildFence(late.fence);
  standInForConnections();
}

/** The doors that a file's Node code meets, and the fence below them. Open from before its set-up files to its teardown. */
export class Doors {
  private readonly openings: { close(): void }[] = [];

  constructor(private readonly parts: DoorsParts) {}

  open(): void {
    const { config, global, user, addresses, ledStarts, ledFile } = this.parts;
    const { rootDir, options } = config;
    const { lm, allowHosts } = options;
    const isLed = (host: string): boolean => isLmHost(host, lm.hosts) && !isNamed(host, allowHosts) && !addresses.isAt(host);
    const refused = { isLmHost: isLed, onBlocked: user.onUnanswerable };
    const fence = raiseFence(refused);
    this.openings.push({ close: () => fence.lower() });
    this.openings.push(
      answerConnections({
        isAnswered: isLed,
        answer: (request, signal) => answerRequest(request, user, signal),
        onBlocked: user.onUnanswerable,
      }),
    );
    this.openings.push(refuseSyncRequests(global, refused));
    this.openings.push(showDispatcher(global, { isLed, gateway: () => addresses.ofWhoeverAsks() }));
    this.openings.push(openHttpDoor({ ...user, sandboxGlobal: global, lmHosts: lm.hosts, allowHosts, rootDir }));
    this.openings.push({ close: ledStarts.listen(ledFile) });
  }

  close(): void {
    for (const opening of this.openings.splice(0).reverse()) opening.close();
  }
}
