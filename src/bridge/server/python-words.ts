/** Begins each line that the package's own Python code writes for Node: site-packages hooks print at start and at exit, too. */
export const wordsMark = 'dspex-jest: ';

/** What a line of Python's standard output says to Node; undefined where it is somebody else's. The mark may follow a text without an end. */
export function saidToNode(line: string): unknown {
  const at = line.indexOf(wordsMark);
  if (at < 0) return undefined;
  try {
    return JSON.parse(line.slice(at + wordsMark.length));
  } catch {
    // A cut-off line comes from a process that was killed while it wrote: its end is told by its exit.
    return undefined;
  }
}

/** The Python text that writes `value`, a Python expression, as such a line. `json` and `sys` are imported where it stands. */
export function pythonThatSays(value: string): string {
  return `sys.stdout.write("\\n${wordsMark}" + json.dumps(${value}) + "\\n")`;
}
