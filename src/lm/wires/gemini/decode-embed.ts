import type { LmCall, LmMessage } from '../../../shared/boundaries/lm-call';
import { recordOf } from '../../call/read-json';
import { Fields } from '../fields';
import { decodeGenerate, textOf } from './decode-generate';

/** One text to embed, and its settings: Gemini has them with each. */
interface ToEmbed {
  readonly text: string;
  readonly sampling: LmCall['sampling'];
  readonly carried?: Record<string, unknown>;
}

/** One message to each text. Settings that all of them have are the call's; where they differ, each keeps its own. */
export function decodeEmbed(requests: readonly Record<string, unknown>[], model: string): LmCall {
  const read = requests.map(readRequest);
  const [first = { text: '', sampling: {} }] = read;
  const areAlike = read.every((one) => settingsText(one) === settingsText(first));
  const messages = read.map(({ text, sampling, carried }): LmMessage => {
    const own = { ...sampling, ...carried };
    const isOwn = !areAlike && Object.keys(own).length > 0;
    return { role: 'user', parts: [{ type: 'text', text }], ...(isOwn && { carried: own }) };
  });
  const shared = areAlike ? { sampling: first.sampling, ...(first.carried !== undefined && { carried: first.carried }) } : {};
  return { ...decodeGenerate({}, model, false), operation: 'embed', messages, ...shared };
}

function readRequest(request: Record<string, unknown>): ToEmbed {
  const fields = new Fields(request);
  fields.take('model');
  const text = textOf(recordOf(fields.take('content')));
  const sampling = fields.settings({ outputDimensionality: 'dimensions', taskType: 'taskType' });
  return { text, sampling, ...fields.rest() };
}

function settingsText({ sampling, carried }: ToEmbed): string {
  return JSON.stringify([sampling, carried]);
}
