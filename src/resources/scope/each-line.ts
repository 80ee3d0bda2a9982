import { StringDecoder } from 'node:string_decoder';

/** Calls with each whole line that a stream says from now on. A line of a protocol may be longer than what is kept of a process's words. */
export function eachLineOf(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let unfinished = '';
  stream.on('data', (chunk: Buffer) => {
    const [first = '', ...more] = decoder.write(chunk).split('\n');
    unfinished += first;
    for (const next of more) {
      onLine(unfinished);
      unfinished = next;
    }
  });
}
