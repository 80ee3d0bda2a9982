/** Mistral's own host: its API has OpenAI's words, and some of another meaning. */
export function isMistral(hostname: string): boolean {
  return /(^|\.)mistral\.ai$/.test(hostname);
}
