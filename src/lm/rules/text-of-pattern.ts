/**
 * A short text that a regular expression takes, of at least so many characters; with `variant` longer ones, where several have to differ.
 * Undefined where none was found: what looks around itself or back is read over, and the text is held against the whole in the end.
 */
export function textOfPattern(pattern: string, minLength = 0, variant = 0): string | undefined {
  // Python names groups in its own way, and begins with flags.
  const source = pattern.replaceAll('(?P<', '(?<').replace(/^\(\?[a-z]+\)/, '');
  let left = variant;
  for (let more = 0; more <= minLength + variant + 3; more++) {
    const text = new PatternReader(source, more).text();
    if (text.length >= minLength && isTaken(source, text) && left-- === 0) return text;
  }
  return undefined;
}

function isTaken(source: string, text: string): boolean {
  try {
    return new RegExp(source, 'u').test(text);
  } catch {
    // A pattern of another language than JavaScript's: who asked for it will say whether it fits.
    return true;
  }
}

const OF_CLASS: Readonly<Record<string, string>> = {
  d: '0',
  w: 'a',
  s: ' ',
  D: 'a',
  W: '-',
  S: 'a',
  t: '\t',
  n: '\n',
  r: '\r',
  b: '',
  B: '',
  A: '',
  Z: '',
};

/** Reads a pattern and writes the first text of each of its parts; what may be repeated without end is repeated `more` times. */
class PatternReader {
  private at = 0;

  constructor(
    private readonly source: string,
    private readonly more: number,
  ) {}

  /** Of the first alternative, up to the end of the group. */
  text(): string {
    const first = this.branch();
    while (this.source[this.at] === '|') {
      this.at += 1;
      this.branch();
    }
    return first;
  }

  private branch(): string {
    let text = '';
    while (this.at < this.source.length && !'|)'.includes(this.source[this.at] as string)) {
      const part = this.part();
      text += part.repeat(this.times());
    }
    return text;
  }

  private part(): string {
    const sign = this.source[this.at++] as string;
    if (sign === '(') return this.group();
    if (sign === '[') return this.set();
    if (sign === '\\') return this.escaped();
    if (sign === '.') return 'a';
    return '^$'.includes(sign) ? '' : sign;
  }

  private group(): string {
    const opening = /^\?(?:[:=!]|<[=!]|<\w+>)/.exec(this.source.slice(this.at))?.[0] ?? '';
    this.at += opening.length;
    const text = this.text();
    this.at += 1;
    return /[=!]$/.test(opening) ? '' : text;
  }

  private escaped(): string {
    const sign = this.source[this.at++] ?? '';
    return OF_CLASS[sign] ?? (/[pP]/.test(sign) ? this.property() : sign);
  }

  private property(): string {
    this.at += /^\{[^}]*\}/.exec(this.source.slice(this.at))?.[0].length ?? 0;
    return 'a';
  }

  private set(): string {
    const inside = /^\^?\]?(?:\\.|[^\]\\])*/s.exec(this.source.slice(this.at))?.[0] ?? '';
    this.at += inside.length + 1;
    if (inside.startsWith('^')) return [...'a0 -_'].find((sign) => isTaken(`[${inside}]`, sign)) ?? '';
    return inside.startsWith('\\') ? (OF_CLASS[inside[1] ?? ''] ?? inside[1] ?? '') : (inside[0] ?? '');
  }

  /** How often the part before is there: as seldom as it may, and `more` times where that has no end. */
  private times(): number {
    const found = /^(?:\{(\d+)(,?)(\d*)\}|[*+?])\??/.exec(this.source.slice(this.at));
    if (found === null) return 1;
    this.at += found[0].length;
    const [sign, least = found[0].startsWith('+') ? '1' : '0', comma = ',', most = sign.startsWith('?') ? '1' : ''] = found;
    const room = comma === '' ? 0 : most === '' ? this.more : Number(most) - Number(least);
    return Number(least) + Math.min(this.more, room);
  }
}
