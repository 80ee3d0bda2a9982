import { useState } from 'preact/hooks';

const FOLDED_LINES = 24;

interface TextBlockProps {
  readonly text: string;
  readonly label: string;
  /** Colours lines that begin with + or -, as of a difference. */
  readonly isDiff?: boolean;
}

/** A text as it is, long ones folded, with a button that copies it. JSON is indented. */
export function TextBlock({ text, label, isDiff = false }: TextBlockProps) {
  const [isWhole, setWhole] = useState(false);
  const shown = readable(text);
  const lines = shown.split('\n');
  const isLong = lines.length > FOLDED_LINES + 4;
  const folded = isLong && !isWhole ? lines.slice(0, FOLDED_LINES) : lines;
  return (
    <figure class="text">
      <figcaption>
        {label}
        <button type="button" class="quiet" onClick={() => void navigator.clipboard?.writeText(text)} aria-label={`Copy ${label}`}>
          copy
        </button>
      </figcaption>
      <pre>{isDiff ? folded.map((line, at) => <DiffLine key={at} line={line} />) : folded.join('\n')}</pre>
      {isLong ? (
        <button type="button" class="quiet" onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'fold' : `show all ${lines.length} lines`}
        </button>
      ) : null}
    </figure>
  );
}

function DiffLine({ line }: { readonly line: string }) {
  const kind = /^\s*\+(?!\+)/.test(line) ? 'added' : /^\s*-(?!-)/.test(line) ? 'removed' : undefined;
  return <span class={kind}>{`${line}\n`}</span>;
}

function readable(text: string): string {
  if (!/^[{[]/.test(text)) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
