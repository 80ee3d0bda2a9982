import { fitsOf } from '../../shared/boundaries/fits';
import { HOST_REQUESTS } from '../../shared/boundaries/host';

let fits: ((raw: unknown) => boolean) | undefined;

/** Workers of this package send them as they have to be, one for each test and more: zod is asked of the others alone. */
export function eventsOf(raw: unknown): unknown {
  fits ??= fitsOf(HOST_REQUESTS.events.params);
  return fits(raw) ? raw : HOST_REQUESTS.events.params.parse(raw);
}
