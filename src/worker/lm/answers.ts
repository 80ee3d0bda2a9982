import type { Answered, Engine } from '../../lm/engine';
import { saidBody } from '../../lm/wires/said-body';
import type { AbortSignalLike } from '../../shared/boundaries/abort-signal';
import type { LmCall } from '../../shared/boundaries/lm-call';
import type { SaidBody } from '../../shared/boundaries/said-body';
import { isDspexError } from '../../shared/errors';
import type { Attribution } from '../attribution/attribution';
import type { Charges } from '../attribution/charges';
import type { Context } from '../context/context';
import type { FileConfig } from '../context/file-config';
import type { FileLm } from './file-lm';

/** Answers an LM call, whatever door it came through, by what the context has that it belongs to. */
export class Answers {
  constructor(
    private readonly engine: Engine,
    private readonly attribution: Attribution,
    private readonly charges: Charges,
    private readonly lm: FileLm,
    private readonly config: FileConfig,
  ) {}

  /** `named`: whom the door knows to ask; null where it knows nobody. `signal`: its client has given up. Throws what `Attribution.ownerOf` and `Engine.answer` throw. */
  async answer(call: LmCall, named: Context | null, signal?: AbortSignalLike): Promise<Answered> {
    const owner = this.ownerOf(call, named);
    const { lmMode, layer } = owner.resolved;
    return this.engine.answer(call, {
      lmMode,
      layer,
      scope: owner.rules,
      journal: owner.journal,
      label: owner.label,
      defaultText: this.config.options.lm.default,
      redact: this.lm.redactor.text,
      upstream: lmMode === 'mock' ? null : () => this.lm.upstreamOf(owner, signal),
    });
  }

  /** The same with the body in which a provider said it. */
  async answerDspy(call: LmCall, named: Context | null, signal?: AbortSignalLike): Promise<Answered & { said?: SaidBody | undefined }> {
    const answered = await this.answer(call, named, signal);
    return { ...answered, said: saidBody(answered.reply, call) };
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
