/**
 * Keeps the event loop going until a promise settles.
 *
 * Handles of long-lived processes and sockets are unreferenced so that they never keep a run alive; but someone who waits for one
 * must not see the process exit under him.
 */
export async function holdOpen<T>(work: Promise<T>): Promise<T> {
  const hold = setInterval(() => undefined, 2 ** 30);
  try {
    return await work;
  } finally {
    clearInterval(hold);
  }
}
