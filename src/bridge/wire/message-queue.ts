import type { Message } from './message';

/**
 * Hands messages on one by one, a turn of the event loop to each: what the promises of one do is done before the next is handled, also where
 * both came in one piece. The first of a piece waits for nothing.
 */
export class MessageQueue {
  private waiting: Message[] = [];
  private isScheduled = false;

  constructor(private readonly handle: (message: Message) => void) {}

  push(message: Message): void {
    if (this.isScheduled) {
      this.waiting.push(message);
      return;
    }
    this.schedule();
    this.handle(message);
  }

  /** What is left is handled now: nothing comes any more. */
  drain(): void {
    for (const message of this.waiting.splice(0)) this.handle(message);
  }

  private schedule(): void {
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      const next = this.waiting.shift();
      if (next === undefined) return;
      this.schedule();
      this.handle(next);
    });
  }
}
