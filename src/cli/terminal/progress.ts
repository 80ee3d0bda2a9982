/** What takes longer is told while it lasts. */
const PATIENCE_MS = 1_000;

/** Says on standard error what is being done, once it has taken a second, where a person looks. The line goes when it is done. */
export async function withProgress<T>(doing: string, work: () => Promise<T>): Promise<T> {
  const { stderr } = process;
  if (!stderr.isTTY) return work();
  const began = performance.now();
  const show = (): unknown => stderr.write(`\r\x1b[K${doing} … ${Math.round((performance.now() - began) / 1000)} s`);
  const timer = setInterval(show, PATIENCE_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    if (performance.now() - began >= PATIENCE_MS) stderr.write('\r\x1b[K');
  }
}
