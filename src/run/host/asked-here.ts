import { holdOpen } from '../../resources/os/hold-open';
import { hostGone } from '../../shared/boundaries/host-here';

/** What is asked of the host in its own process, and not answered yet: the end of the host answers it, as the end of a socket would. */
export class AskedHere {
  private readonly waiting = new Set<(error: Error) => void>();
  private isOver = false;

  /** Keeps the process until there is an answer. Throws NO_HOST where the host is closed, or closes meanwhile. */
  async answer<T>(work: () => T | Promise<T>): Promise<T> {
    if (this.isOver) throw hostGone('its run is over');
    let giveUp: (error: Error) => void = () => undefined;
    const ended = new Promise<never>((_, reject) => {
      giveUp = reject;
    });
    this.waiting.add(giveUp);
    try {
      return await holdOpen(Promise.race([Promise.resolve(work()), ended]));
    } finally {
      this.waiting.delete(giveUp);
    }
  }

  end(): void {
    this.isOver = true;
    for (const giveUp of this.waiting) giveUp(hostGone('its run is over'));
  }
}
