import type { Bridge } from '../../bridge/child/bridge';
import type { Leak } from '../leaks/leak-check';

/** The connections to Python that the tests of this worker's file have: when it is over and everything was closed, there is none. */
export class OpenBridges {
  private readonly open = new Set<Bridge>();

  note(bridge: Bridge): void {
    this.open.add(bridge);
    void bridge.closed.then(() => this.open.delete(bridge));
  }

  /** Ends what is left; its process ends with it. */
  takeLeft(): Leak[] {
    return [...this.open].map((bridge) => {
      bridge.kill('the file that it belonged to is over');
      return { kind: 'bridge socket', what: `to the Python process ${bridge.hello.pid}`, openedAt: '' };
    });
  }
}
