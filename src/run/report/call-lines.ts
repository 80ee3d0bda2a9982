import type { Report, ReportedTest } from '../../shared/boundaries/report';

/** Wider lines break in a terminal. */
const MOST_CHARACTERS = 120;

type Details = NonNullable<ReportedTest['details']>;
type Call = Details['calls'][number];

/** For `--verbose`: each test that asked a model, and a line for each of its calls. */
export function callLines({ files, texts }: Pick<Report, 'files' | 'texts'>): string[] {
  return files.flatMap(({ file, tests }) =>
    tests.flatMap(({ fullName, details }) => {
      const calls = details?.calls ?? [];
      return calls.length === 0 ? [] : [`${file} › ${fullName}`, ...calls.map((call) => `  ${lineOf(call, texts)}`)];
    }),
  );
}

/** What answers such a call is no text. */
const NO_TEXT: Readonly<Record<string, string>> = { embed: 'vectors', count_tokens: 'a count' };

function lineOf({ model, operation, inputs, outputs, prompt, reply, error, source, by }: Call, texts: readonly string[]): string {
  const text = (index: number | null): string => (index === null ? '' : (texts[index] ?? ''));
  const who = by === null ? source : `${source} ${text(by)}`;
  const head = `${text(model)}, ${who}: `;
  const [asked, said] = [text(inputs ?? prompt), text(error ?? outputs ?? reply) || (NO_TEXT[text(operation)] ?? 'nothing')].map(oneLine);
  const room = Math.max(20, (MOST_CHARACTERS - head.length - 5) / 2);
  return `${head}${cut(asked ?? '', room)} → ${cut(said ?? '', room)}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
