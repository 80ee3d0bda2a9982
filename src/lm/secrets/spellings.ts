import { unescaped } from './unescaped';

/** A secret as it is, in a form, in hexadecimal, and within whatever was written as base64. Escapes are taken out of the text that is searched. */
export function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  const cores = [0, 1, 2].map((offset) => base64Core(bytes, offset));
  return [
    ...asUnescaped(secret),
    ...(secret.includes(' ') ? [secret.replaceAll(' ', '+')] : []),
    hex,
    hex.toUpperCase(),
    ...cores,
    ...cores.map((core) => core.replaceAll('+', '-').replaceAll('/', '_')),
  ];
}

/** What of the base64 of any text around it the secret alone decides, when so many bytes (modulo 3) come before it. */
function base64Core(secret: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), secret])
    .toString('base64')
    .replace(/=+$/, '');
  const first = Math.ceil((offset * 8) / 6);
  return text.slice(first, Math.floor(((offset + secret.length) * 8) / 6));
}

/** What is left of a secret that itself looks like it had escapes in it, when those around it are taken out. */
function asUnescaped(secret: string): string[] {
  const all = new Set([secret]);
  for (const kind of ['\\', '%', '&', '\\', '%', '&']) for (const text of [...all]) all.add(unescaped(text, kind)?.text ?? text);
  return [...all];
}
