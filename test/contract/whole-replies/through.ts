import { fromRecorded, isRecordable, toRecorded } from '../../../src/lm/cassettes/recorded-reply';
import type { Provider } from '../../../src/lm/real/provider';
import { answerOverWire } from '../../../src/lm/wires/answer-exchange';
import type { LmReply } from '../../../src/shared/boundaries/lm-call';
import { toResponse } from '../../../src/worker/doors/http/answer-request';

/** `recorded`: from the file that was made of it, as on replay. */
export type Run = 'live' | 'recorded';

/** What a client's fetch gets where a provider is asked for it, as in LM mode real, or from a recording of that. */
export function throughProvider(provider: Provider, run: Run): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const asked = { url: new URL(request.url), method: request.method, body: await request.text() };
    const reply = await answerOverWire(asked, async (call, { hear }) => asKept(await provider.send(call, undefined, hear), run));
    if (reply === null) throw new Error(`no wire reads ${request.url}`);
    return toResponse(reply, request.signal);
  };
}

function asKept(reply: LmReply, run: Run): LmReply {
  if (run === 'live' || !isRecordable(reply)) return reply;
  return fromRecorded(JSON.parse(JSON.stringify(toRecorded(reply))), 'instant');
}
