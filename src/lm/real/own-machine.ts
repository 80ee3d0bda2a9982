/** True for an address of this machine, where nothing is billed. */
export function isOwnMachine(url: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
}
