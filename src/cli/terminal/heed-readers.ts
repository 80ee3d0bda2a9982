/** A reader that has seen enough (`| head`, a pager) closes the pipe: what is left to say goes nowhere, and what is left to do is done. */
export function heedReaders(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
}
