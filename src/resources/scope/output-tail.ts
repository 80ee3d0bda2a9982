import { StringDecoder } from 'node:string_decoder';
import { realClearTimeout, realSetTimeout } from '../../shared/waits/real-timers';

const KEPT_CHARACTERS = 64 * 1024;
/** A program that says no more of a line for this long waits for an answer to it, if the line is a prompt. */
const PROMPT_AFTER_MS = 200;
/** A blank stands behind it. Half a number, or half a word, is a slow program's: of those the rest is waited for, however long it takes. */
const PROMPT = /[^\s][ \t]$/;

interface Stream {
  readonly decoder: StringDecoder;
  unfinished: string;
  /** Runs while more of the line may come. */
  untilPrompt: NodeJS.Timeout | undefined;
}

/** The end of what a process has said, and a way to wait for a line of it. */
export class OutputTail {
  private kept = '';
  private readonly lines: string[] = [];
  private charactersInLines = 0;
  private readonly streams: Readonly<Record<'stdout' | 'stderr', Stream>> = { stdout: newStream(), stderr: newStream() };
  private readonly watchers = new Set<(line: string) => void>();

  get text(): string {
    return this.kept;
  }

  /** The last lines, for a message. */
  lastLines(count: number): string {
    return this.kept.trimEnd().split('\n').slice(-count).join('\n');
  }

  add(name: 'stdout' | 'stderr', chunk: Buffer): void {
    const stream = this.streams[name];
    const text = stream.decoder.write(chunk);
    this.kept = (this.kept + text).slice(-KEPT_CHARACTERS);
    const lines = (stream.unfinished + text).split('\n');
    stream.unfinished = (lines.pop() as string).slice(-KEPT_CHARACTERS);
    for (const line of lines) this.addLine(line);
    this.awaitPrompt(stream);
  }

  /** Nothing more comes: what has no line end is a line all the same. */
  end(): void {
    for (const stream of Object.values(this.streams)) {
      if (stream.unfinished !== '') this.addLine(stream.unfinished);
      stream.unfinished = '';
      this.awaitPrompt(stream);
    }
  }

  /** Called with each line from now on, prompts too, and with those that were said before. Returns what ends it. */
  watch(onLine: (line: string) => void): () => void {
    for (const line of this.lines) onLine(line);
    for (const { unfinished, untilPrompt } of Object.values(this.streams))
      if (PROMPT.test(unfinished) && untilPrompt === undefined) onLine(unfinished);
    this.watchers.add(onLine);
    return () => this.watchers.delete(onLine);
  }

  private addLine(line: string): void {
    this.lines.push(line);
    this.charactersInLines += line.length + 1;
    while (this.charactersInLines > KEPT_CHARACTERS) this.charactersInLines -= (this.lines.shift() as string).length + 1;
    this.say(line);
  }

  /** The first half of a line is none: it is told when no more of it comes. */
  private awaitPrompt(stream: Stream): void {
    realClearTimeout(stream.untilPrompt);
    stream.untilPrompt = undefined;
    if (!PROMPT.test(stream.unfinished)) return;
    stream.untilPrompt = realSetTimeout(() => {
      stream.untilPrompt = undefined;
      this.say(stream.unfinished);
    }, PROMPT_AFTER_MS).unref();
  }

  private say(line: string): void {
    for (const watch of [...this.watchers]) watch(line);
  }
}

function newStream(): Stream {
  return { decoder: new StringDecoder('utf8'), unfinished: '', untilPrompt: undefined };
}
