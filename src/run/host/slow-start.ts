/** An import of DSPy takes less on a machine that has nothing else to do. */
const USUAL_MS = 2_000;

/** Tells once in a run that a first Python takes its time: until it is there, tests stand still. */
export class SlowStart {
  private isTold = false;

  constructor(private readonly say: (line: string) => void) {}

  async watch<T>(starting: Promise<T>): Promise<T> {
    const timer = setTimeout(() => this.tell(), USUAL_MS).unref();
    try {
      return await starting;
    } finally {
      clearTimeout(timer);
    }
  }

  private tell(): void {
    if (this.isTold) return;
    this.isTold = true;
    this.say(
      'dspex: Python is starting and imports DSPy, which takes longer than usual; tests wait for it, and their time limits do not count it',
    );
  }
}
