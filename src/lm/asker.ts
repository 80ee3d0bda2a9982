import type { AbortSignalLike } from '../shared/boundaries/abort-signal';
import type { LmCall } from '../shared/boundaries/lm-call';
import type { LmHear } from '../shared/boundaries/lm-hear';
import type { Layer, LmMode } from '../shared/layers';
import type { ContextCassettes } from './cassettes/context-cassettes';
import type { NearestCassette } from './cassettes/nearest-cassette';
import type { Journal } from './journal';
import type { RealLm } from './real/real-lm';
import type { RuleScope } from './rules/rule-scope';

/** Who asks: whose rules answer, who is charged with a miss. */
export interface Asker {
  readonly lmMode: LmMode;
  readonly layer: Layer;
  readonly scope: RuleScope;
  readonly journal: Journal;
  readonly label: string;
  /** The text default of a mock. */
  readonly defaultText: string;
  /** Takes secrets out of what an error says. */
  readonly redact: (text: string) => string;
  /** What answers where no rule does. The engine asks for it only then; it is null where the LM mode is mock. */
  readonly upstream: (() => Upstream) | null;
}

/** The cassettes and the real LM behind the rules of one test. */
export interface Upstream {
  readonly cassettes: ContextCassettes;
  readonly real: RealLm;
  /** One that is aborted says that nobody waits for the answer of the call any more. */
  readonly signals: readonly (AbortSignalLike | undefined)[];
  /** Hears of a streamed reply while the real LM says it. */
  readonly hear: LmHear | undefined;
  /** True where the real LM may be asked, and has an answer to such a call. */
  readonly canAsk: (call: LmCall) => boolean;
  /** Why a missing cassette cannot be recorded now; null = it can. */
  readonly whyNotRecorded: string | null;
  /** What to type to record the test's calls. */
  readonly recordCommand: string;
  /** A path in the folder of recordings, as it is typed where Jest was started. */
  readonly shownPath: (path: string) => string;
  /** Stops the test's clock while it waits for something that is not its work. */
  readonly whileWaiting: <T>(waiting: Promise<T>) => Promise<T>;
  /** Hears of each call that no cassette answered. */
  readonly onCassetteMiss: (nearest: NearestCassette | null) => void;
}
