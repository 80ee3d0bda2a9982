/**
 * All that DSPy's program for Deno takes of Deno's standard library, which is on a host of its own: the lines that are read. With this in
 * Deno's cache, nothing asks that host.
 */
export async function* readLines({ readable }: { readable: ReadableStream<Uint8Array> }): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of readable) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop() as string;
    yield* lines;
  }
  if (rest !== '') yield rest;
}
