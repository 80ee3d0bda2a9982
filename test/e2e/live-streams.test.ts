import { expectEachToHear, PROVIDERS } from './live-streams';

// test/long has the other providers.
const [[name, asked]] = PROVIDERS;

test(`what ${name} has said of a stream, each client hears before the next is said, and leaves when it likes`, () =>
  expectEachToHear(asked));
