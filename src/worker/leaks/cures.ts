const CLOSE_SERVER = 'server.close() before the test ends, or right after it was opened: dspex.onCleanup(() => server.close())';

/** What to write in a test, against each kind of leak. */
export const CURES = {
  process: "child.kill() and await its 'exit' before the test ends; or dspex.resources.trackProcess(child), or dspex.resources.spawn(…)",
  port: CLOSE_SERVER,
  socket: CLOSE_SERVER,
  file: 'dspex.resources.tempDir() in its place, or dspex.resources.trackFile(path)',
  python: 'end it in the module before execute returns: thread.join(), process.terminate(), file.close()',
} as const;
