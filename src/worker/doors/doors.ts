import { isLmHost, isNamed } from '../../lm/wires/lm-hosts';
import type { FileConfig } from '../context/file-config';
import type { GatewayUser } from '../context/gateway-user';
import { buildFence, raiseFence } from './fence';
import { carrier } from './http/carrier';
import { openHttpDoor } from './http/http-door';

/** Builds in a worker what its files' doors are opened in: before anything holds a function that a door stands in for. */
export function buildDoors(): void {
  carrier();
  buildFence();
}

/** The door that a file's Node code meets, HTTP, and the fence below it. Open from before its set-up files to its teardown. */
export class Doors {
  private readonly openings: { close(): void }[] = [];

  constructor(
    private readonly config: FileConfig,
    private readonly global: typeof globalThis,
    private readonly user: GatewayUser,
  ) {}

  open(): void {
    const { lm, allowHosts } = this.config.options;
    const { user } = this;
    const isFenced = (host: string): boolean => isLmHost(host, lm.hosts) && !isNamed(host, allowHosts);
    const fence = raiseFence({ isLmHost: isFenced, onBlocked: (error) => user.onUnanswerable(error) });
    this.openings.push({ close: () => fence.lower() });
    this.openings.push(openHttpDoor({ ...user, sandboxGlobal: this.global, lmHosts: lm.hosts, allowHosts }));
  }

  close(): void {
    for (const opening of this.openings.splice(0).reverse()) opening.close();
  }
}
