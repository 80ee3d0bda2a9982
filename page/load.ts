import type { Report } from '../src/shared/boundaries/report';

/** The report that the page was written with. */
export async function loadReport(): Promise<Report> {
  const packed = document.getElementById('report')?.textContent ?? '';
  const stream = new Blob([bytesOf(packed.trim())]).stream().pipeThrough(new DecompressionStream('gzip'));
  return (await new Response(stream).json()) as Report;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
