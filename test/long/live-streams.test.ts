import { expectEachToHear, PROVIDERS } from '../e2e/live-streams';

test.each(PROVIDERS.slice(1))(
  'what %s has said of a stream, each client hears before the next is said, and leaves when it likes',
  (_, asked) => expectEachToHear(asked),
);
