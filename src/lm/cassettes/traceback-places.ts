import { escapedRegex } from '../../shared/jest-command';
import type { Normalize } from './normalize';
import { namedPlaces } from './stable-text';

/** How a traceback stands in a text: as Python prints it, or inside of a string of JSON. */
const FORMS = [tracebacksIn('\\n', '"'), tracebacksIn('(?<!\\\\)\\\\n', '\\"')];
const OWN_FILE = /[\\/]dspex_bridge[\\/]/;
const LIBRARY = /^.*[\\/](?:(?:site|dist)-packages|lib[\\/]+python3\.\d+|Lib)[\\/]+(.*)$/;

/**
 * Takes out of Python's tracebacks where things lie on this machine, and what Python, DSPy and this package say otherwise in another
 * version. An agent tells its model by a traceback that a tool failed.
 */
export function tracebackPlaces(rootDir: string): Normalize {
  const ofProject = namedPlaces({ [rootDir]: '<rootDir>' });
  return (text) => (text.includes(', line ') ? FORMS.reduce((changed, form) => form(changed, ofProject), text) : text);
}

/** `end`: the pattern of a line's end. A frame is its first line, and those that stand deeper. */
function tracebacksIn(end: string, quote: string): (text: string, ofProject: Normalize) => string {
  const [line, mark] = [`(?:(?!${end})[^\\n])*`, escapedRegex(quote)];
  const frame = new RegExp(
    `(?<=^|${end})([ |]*File ${mark})(${line}?)${mark}(, line \\d+)(${line})((?:${end}[ |]* {2,}(?!File )${line})*)(${end}|$)`,
    'g',
  );
  const underlined = new RegExp(`${end}[ |]*[~^][~^ ]*(?=${end}|$)`, 'g');
  return (text, ofProject) =>
    text.replace(frame, (_, head: string, file: string, number: string, place: string, source: string, after: string) => {
      if (OWN_FILE.test(file)) return '';
      const library = LIBRARY.exec(file)?.[1]?.replace(/[\\/]+/g, '/');
      if (library !== undefined) return `${head}<python>/${library}${quote}${place}${after}`;
      return `${head}${ofProject(file)}${quote}${number}${place}${source.replace(underlined, '')}${after}`;
    });
}
