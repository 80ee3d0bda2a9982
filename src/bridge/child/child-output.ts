import { statSync } from 'node:fs';
import { DspexError } from '../../shared/errors';
import { lastLines, lastWords } from './tail';

/** What one Python process writes to its descriptors 1 and 2, by whom: tests that share one are told of their own lines. */
export class ChildOutput {
  private since = { stdout: 0, stderr: 0 };

  constructor(private readonly paths: { readonly stdout: string; readonly stderr: string }) {}

  /** What comes from now on is somebody else's. */
  begin(): void {
    this.since = { stdout: sizeOf(this.paths.stdout), stderr: sizeOf(this.paths.stderr) };
  }

  /** The last lines on each; '' for none. */
  async said(count: number): Promise<{ readonly stdout: string; readonly stderr: string }> {
    return { stdout: await this.linesOf('stdout', count), stderr: await this.linesOf('stderr', count) };
  }

  /** Most say nothing: a file is opened where it has grown. */
  private async linesOf(stream: 'stdout' | 'stderr', count: number): Promise<string> {
    const [path, since] = [this.paths[stream], this.since[stream]];
    return sizeOf(path) > since ? lastLines(path, count, since) : '';
  }

  private async told(count: number): Promise<string> {
    const { stdout, stderr } = await this.said(count);
    return [
      ...(stdout === '' ? [] : [`Python's last lines on stdout:\n${stdout}`]),
      ...(stderr === '' ? [] : [`Python's last lines on stderr:\n${stderr}`]),
    ].join('\n\n');
  }

  /** An error of Python's, with what it printed. */
  async addTo(error: DspexError, count: number): Promise<DspexError> {
    const told = await this.told(count);
    return told === '' ? error : new DspexError({ ...error.parts, detail: [error.parts.detail, told].filter(Boolean).join('\n\n') });
  }

  lastWords(count: number): Promise<string> {
    return lastWords(this.paths.stderr, count, this.since.stderr);
  }
}

/** 0 for a file that is gone. */
function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
