import type { Answered, Engine } from '../../lm/engine';
import { saidBody } from '../../lm/wires/said-body';
import type { AbortSignalLike } from '../../shared/boundaries/abort-signal';
import type { LmCall, LmReply } from '../../shared/boundaries/lm-call';
import type { LmHear, LmListener } from '../../shared/boundaries/lm-hear';
import type { SaidBody } from '../../shared/boundaries/said-body';
import { isDspexError } from '../../shared/errors';
import type { Attribution } from '../attribution/attribution';
import type { Charges } from '../attribution/charges';
import type { Context } from '../context/context';
import type { FileConfig } from '../context/file-config';
import type { FileLm } from './file-lm';

/** `said`: how its provider said it. */
interface InItsBody {
  readonly said?: SaidBody | undefined;
}

/** Hears of a streamed reply as DSPy reads it. */
type HearDspy = (soFar: () => InItsBody & { readonly reply: LmReply }) => void;

/** Answers an LM call, whatever door it came through, by what the context has that it belongs to. */
export class Answers {
  constructor(
    private readonly engine: Engine,
    private readonly attribution: Attribution,
    private readonly charges: Charges,
    private readonly lm: FileLm,
    private readonly config: FileConfig,
  ) {}

  /**
   * `named`: whom the door knows to ask; null where it knows nobody. Throws what `Attribution.ownerOf` and `Engine.answer` throw.
   */
  async answer(call: LmCall, named: Context | null, { signal, hear, owned }: LmListener): Promise<Answered> {
    const owner = this.ownerOf(call, named);
    owned?.(owner.journal);
    const { lmMode, layer } = owner.resolved;
    return this.engine.answer(call, {
      lmMode,
      layer,
      scope: owner.rules,
      journal: owner.journal,
      label: owner.label,
      defaultText: this.config.options.lm.default,
      redact: this.lm.redactor.text,
      upstream: lmMode === 'mock' ? null : () => this.lm.upstreamOf(owner, signal, hear),
    });
  }

  /** The same with the body in which a provider said it. */
  async answerDspy(call: LmCall, named: Context | null, signal?: AbortSignalLike, hear?: HearDspy): Promise<Answered & InItsBody> {
    const withBody = <T extends { readonly reply: LmReply }>(answer: T): T & InItsBody => ({
      ...answer,
      said: saidBody(answer.reply, call),
    });
    // DSPy's readers begin with the text.
    const hearBody: LmHear | undefined =
      hear &&
      ((soFar) => {
        const reply = soFar();
        if (reply.chunks?.length !== 0) hear(() => withBody({ reply }));
      });
    return withBody(await this.answer(call, named, { signal, hear: hearBody }));
  }

  /** Code that swallows the refusal must not make its test green. */
  private ownerOf(call: LmCall, named: Context | null): Context {
    try {
      return this.attribution.ownerOf(call, named);
    } catch (error) {
      if (isDspexError(error)) this.charges.ownerless(error);
      throw error;
    }
  }
}
