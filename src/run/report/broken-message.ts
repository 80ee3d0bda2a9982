/** Frames of Jest's own, of its parser, and of whatever else the project has installed. */
const FOREIGN_FRAME = /^\s+at (?:.*node_modules|.*\(<anonymous>\)$)/;

/** What of Jest's words on a file that did not load tells what is wrong in it: neither its advice on transforms, nor the frames of its parser. */
export function brokenMessage(message: string): string {
  const said = /\n\s*Details:\n\s*\n([\s\S]*)$/.exec(message)?.[1] ?? message.replace(/^\s*● Test suite failed to run\n\s*\n/, '');
  const lines = said.split('\n').filter((line) => !FOREIGN_FRAME.test(line));
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/));
  const indent = Math.min(...indents);
  return lines
    .map((line) => line.slice(indent))
    .join('\n')
    .trim();
}
