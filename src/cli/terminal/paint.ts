import { styleText } from 'node:util';

type Colour = 'red' | 'green' | 'yellow' | 'dim' | 'bold';

/** A text in colour where a person reads it, and as it is anywhere else. */
export function paint(colour: Colour, text: string): string {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  const isWanted = FORCE_COLOR !== undefined && FORCE_COLOR !== '0' ? true : process.stdout.isTTY && TERM !== 'dumb';
  return isWanted && !NO_COLOR ? styleText(colour, text) : text;
}
