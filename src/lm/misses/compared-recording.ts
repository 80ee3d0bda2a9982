import type { Compared } from '../../shared/compared';
import type { CanonicalMessage, CanonicalRequest } from '../cassettes/canonical-form';
import { comparedField } from './compared-field';

interface Recording {
  readonly path: string;
  readonly recorded: CanonicalRequest;
  readonly asked: CanonicalRequest;
  /** Why it does not answer an equal call. */
  readonly whenEqual: string;
}

/** A recorded request beside one that it does not answer, field by field. */
export function comparedRecording({ path, recorded, asked, whenEqual }: Recording): Compared {
  const [before, now] = [fieldsOf(recorded), fieldsOf(asked)];
  const fields = [...new Set([...before.keys(), ...now.keys()])].map((name) => {
    const [expected, got] = [before.get(name), now.get(name)];
    return comparedField(name, expected, got, JSON.stringify(expected) === JSON.stringify(got));
  });
  return { kind: 'recording', at: path, note: fields.every(({ agrees }) => agrees) ? whenEqual : null, fields };
}

/** What of a request decides which recording answers it, by the names that people know. */
function fieldsOf({ operation, model, system, messages, tools, schema, sampling, carried }: CanonicalRequest): Map<string, unknown> {
  const all: [string, unknown][] = [
    ['model', model],
    ['operation', operation === 'generate' ? undefined : operation],
    ...Object.entries({ ...sampling, ...carried }),
    ...tools.map((tool): [string, unknown] => [`tool ${tool.name}`, tool]),
    ['schema', schema ?? undefined],
    ['system', system === '' ? undefined : system],
    ...messages.map((message, index): [string, unknown] => [`message ${index + 1}, ${message.role}`, contentOf(message)]),
  ];
  return new Map(all.filter(([, value]) => value !== undefined));
}

function contentOf({ content, carried }: CanonicalMessage): unknown {
  return carried === undefined ? content : { content, ...carried };
}
