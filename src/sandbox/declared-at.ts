/** `file:line` of the user's line that called us: the first frame outside of this package. */
export function declaredAt(): string {
  const frames = (new Error('here').stack ?? '').split('\n').slice(1);
  const frame = frames.find((line) => !line.includes(__dirname) && !line.includes('node:'));
  const place = /\(?([^()\s]+):(\d+):\d+\)?$/.exec(frame?.trim() ?? '');
  if (place === null) return 'an unknown place';
  const file = (place[1] as string).replace(/^file:\/\//, '');
  const cwd = `${process.cwd()}/`;
  return `${file.startsWith(cwd) ? file.slice(cwd.length) : file}:${place[2]}`;
}
