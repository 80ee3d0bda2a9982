import type { CanonicalRequest } from './canonical-form';
import type { Cassette } from './cassette';
import { requestOf } from './recorded-request';

/** The request that a file of version 1 holds, in the words that it would have now. What version 1 left out of it, nobody knows. */
export function requestToday(cassette: Cassette): CanonicalRequest {
  const request = requestOf(cassette);
  const { stop } = request.sampling as { stop?: unknown };
  // One text to stop at was written as it came.
  return typeof stop === 'string' ? { ...request, sampling: { ...request.sampling, stop: [stop] } } : request;
}
