import type { Bridge } from '../../bridge/child/bridge';

/** A connection to Python that its file has left open. */
export interface LeftBridge {
  readonly kind: 'bridge socket';
  readonly what: string;
  /** Nobody saw it being opened. */
  readonly openedAt: '';
}

/** The connections to Python that the tests of this worker's file have: when it is over and everything was closed, there is none. */
export class OpenBridges {
  private readonly open = new Set<Bridge>();

  note(bridge: Bridge): void {
    this.open.add(bridge);
    void bridge.closed.then(() => this.open.delete(bridge));
  }

  /** Ends what is left; its process ends with it. One that was ended a moment ago is over, though the event loop has not said so yet. */
  takeLeft(): LeftBridge[] {
    const left = [...this.open].filter(({ isOpen }) => isOpen);
    return left.map((bridge) => {
      bridge.kill('the file that it belonged to is over');
      return { kind: 'bridge socket', what: `to the Python process ${bridge.hello.pid}`, openedAt: '' };
    });
  }
}
