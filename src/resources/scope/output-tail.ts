import { StringDecoder } from 'node:string_decoder';

const KEPT_CHARACTERS = 64 * 1024;

/** The end of what a process has said, and a way to wait for a line of it. */
export class OutputTail {
  private kept = '';
  private readonly unfinished = { stdout: '', stderr: '' };
  private readonly decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') };
  private readonly watchers = new Set<(line: string) => void>();

  get text(): string {
    return this.kept;
  }

  /** The last lines, for a message. */
  lastLines(count: number): string {
    return this.kept.trimEnd().split('\n').slice(-count).join('\n');
  }

  add(stream: 'stdout' | 'stderr', chunk: Buffer): void {
    const text = this.decoders[stream].write(chunk);
    this.kept = (this.kept + text).slice(-KEPT_CHARACTERS);
    const lines = (this.unfinished[stream] + text).split('\n');
    this.unfinished[stream] = (lines.pop() as string).slice(-KEPT_CHARACTERS);
    for (const line of lines) for (const watch of [...this.watchers]) watch(line);
    // A prompt without a line end is a line to wait for, too.
    if (this.unfinished[stream] !== '') for (const watch of [...this.watchers]) watch(this.unfinished[stream]);
  }

  /** Called with each line from now on, and with those that were said before. Returns what ends it. */
  watch(onLine: (line: string) => void): () => void {
    for (const line of this.kept.split('\n')) onLine(line);
    this.watchers.add(onLine);
    return () => this.watchers.delete(onLine);
  }
}
