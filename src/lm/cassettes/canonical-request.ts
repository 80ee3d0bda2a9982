import { createHash } from 'node:crypto';
import stringify from 'safe-stable-stringify';
import type { LmCall } from '../../shared/boundaries/lm-call';
import { carriedWire, meaningOf } from '../call/carried';
import { mapStrings } from '../call/map-strings';
import type { Redactor } from '../secrets/redact';
import type { CanonicalMessage, CanonicalRequest } from './canonical-form';
import { canonicalMessages } from './canonical-messages';
import { digestedCall } from './digested-call';
import { formerRequest } from './former-request';
import type { Normalize } from './normalize';
import { normalizeTexts } from './normalize-texts';

/** What is not the same on every run. */
export interface Differing {
  /** In texts: what people and models say. */
  readonly texts: Normalize;
  /** The ids of this package, in names too. */
  readonly ids: Normalize;
  /** In texts, where things lie on this machine; version 1 left that in. */
  readonly places?: Normalize;
}

/** Secrets are taken out first, then what differs from run to run. */
export function canonicalRequest(call: LmCall, redactor: Redactor, differing: Differing): CanonicalRequest {
  return canonicalRequests(call, redactor, differing).request;
}

/** The request, and the same as version 1 had it: secrets are sought once for both. */
export function canonicalRequests(call: LmCall, redactor: Redactor, { texts, ids, places = asItIs }: Differing): Requests {
  const clean = redactor.value(digestedCall(call));
  return {
    request: normalizeTexts(mapStrings(requestOf(clean), ids) as CanonicalRequest, (text) => places(texts(text))),
    // Names and words of the format were changed with all others.
    former: mapStrings(formerRequest(clean), (text) => texts(ids(text))) as CanonicalRequest,
  };
}

const asItIs: Normalize = (text) => text;

/** A request, and the same as version 1 of the cassettes had it. */
export interface Requests {
  readonly request: CanonicalRequest;
  readonly former: CanonicalRequest;
}

/** 20 hexadecimal digits of the SHA-256 of the request, with the fields of every object in order (as RFC 8785 orders them). */
export function requestKey(request: CanonicalRequest): string {
  return createHash('sha256')
    .update(stringify(request) ?? '')
    .digest('hex')
    .slice(0, 20);
}

function requestOf(call: LmCall): CanonicalRequest {
  const { operation, model, schema } = call;
  const sampling = meantSampling(call.sampling);
  const wire = carriedWire(call);
  const { system, messages } = hoisted(call.system, canonicalMessages(call.messages, wire));
  const tools = call.tools.map(({ carried, ...tool }) => ({ ...tool, ...entry(meaningOf(carried, 'tools', wire)) }));
  const settings = entry(meaningOf(call.carried, 'settings', wire));
  const isCarried = [settings, ...tools, ...messages, ...messages.flatMap(partsOf)].some(({ carried }) => carried !== undefined);
  return { operation, model, system, messages, tools, schema, sampling, ...settings, ...(isCarried && { wire }) };
}

/** Settings that ask for what happens anyway ask for nothing. */
function meantSampling(sampling: LmCall['sampling']): LmCall['sampling'] {
  return Object.fromEntries(Object.entries(sampling).filter(([name, value]) => !HAPPENS_ANYWAY.has(`${name} ${String(value)}`)));
}

const HAPPENS_ANYWAY = new Set(['n 1', 'logprobs false']);

function entry(carried: CanonicalRequest['carried']): { carried?: Record<string, unknown> } {
  return carried === undefined ? {} : { carried: { ...carried } };
}

function partsOf({ content }: CanonicalMessage): readonly { carried?: unknown }[] {
  return typeof content === 'string' ? [] : content;
}

/** Instructions that stand at the head after all: marks for a cache had kept them apart. */
function hoisted(system: string, messages: readonly CanonicalMessage[]): Pick<CanonicalRequest, 'system' | 'messages'> {
  const first = messages.findIndex(
    ({ role, content, carried }) => role !== 'system' || typeof content !== 'string' || carried !== undefined,
  );
  const leading = messages.slice(0, first === -1 ? messages.length : first);
  const said = [...(system === '' ? [] : [system]), ...leading.map(({ content }) => content)];
  return { system: said.join('\n'), messages: messages.slice(leading.length) };
}
