import { diffWordsWithSpace } from 'diff';
import type { ToldNearest } from '../src/shared/boundaries/details';
import type { Model } from './model';

/** Texts that have less than this in common are not marked: all of them differs. */
const COMMON = 0.3;
const MOST_EDITS = 400;

const SIDES = { rule: 'the rule wants', recording: 'recorded' } as const;

/** What comes nearest to answering a call, and the call, field by field. */
export function NearestView({ model: { text }, told }: { readonly model: Model; readonly told: ToldNearest }) {
  const { kind, at, note, fields } = told;
  const textOrNull = (number: number | null): string | null => (number === null ? null : text(number));
  return (
    <div class="nearest">
      <p class="facts">
        The nearest {kind}: <code>{text(at)}</code>
        {note === null ? null : `; ${text(note)}`}
      </p>
      <ul class="fields">
        {fields.map((field) => (
          <Field
            key={field.name}
            name={text(field.name)}
            expected={textOrNull(field.expected)}
            got={textOrNull(field.got)}
            {...{ kind, agrees: field.agrees }}
          />
        ))}
      </ul>
    </div>
  );
}

type Part = { readonly value: string; readonly added?: boolean; readonly removed?: boolean };

interface FieldProps {
  readonly name: string;
  readonly expected: string | null;
  readonly got: string | null;
  readonly agrees: boolean;
  readonly kind: ToldNearest['kind'];
}

function Field({ name, expected, got, agrees, kind }: FieldProps) {
  const parts = agrees || expected === null || got === null ? null : differenceOf(expected, got);
  return (
    <li>
      <span class={`status ${agrees ? 'passed' : 'failed'}`} role="img" aria-label={agrees ? 'agrees' : 'differs'}>
        {agrees ? '✓' : '✕'}
      </span>
      <b>{name}</b>
      <Side label={SIDES[kind]} text={expected} without={kind === 'rule' ? 'anything' : 'nothing'} parts={parts} mark="removed" />
      <Side label="the call has" text={got} without="nothing" parts={parts} mark="added" />
    </li>
  );
}

/** Null where there is little in common, as of a pattern and a text. */
function differenceOf(expected: string, got: string): readonly Part[] | null {
  const parts: Part[] | undefined = diffWordsWithSpace(expected, got, { maxEditLength: MOST_EDITS });
  const common = (parts ?? []).reduce((sum, { value, added, removed }) => sum + (added || removed ? 0 : value.trim().length), 0);
  return parts !== undefined && common >= COMMON * Math.max(expected.length, got.length) ? parts : null;
}

interface SideProps {
  readonly label: string;
  readonly text: string | null;
  /** What is said where there is no text. */
  readonly without: string;
  readonly parts: readonly Part[] | null;
  readonly mark: 'added' | 'removed';
}

function Side({ label, text, without, parts, mark }: SideProps) {
  const shown = parts?.filter((part) => part[mark === 'added' ? 'removed' : 'added'] !== true);
  return (
    <div class="side">
      <small>{label}</small>
      {text === null ? (
        <i>{without}</i>
      ) : (
        <code>{shown === undefined ? text : shown.map((part, at) => <Piece key={at} part={part} mark={mark} />)}</code>
      )}
    </div>
  );
}

function Piece({ part, mark }: { readonly part: Part; readonly mark: 'added' | 'removed' }) {
  return part[mark] ? <mark class={mark}>{part.value}</mark> : <span>{part.value}</span>;
}
