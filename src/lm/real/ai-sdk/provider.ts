import type { LmCall, LmMessageReply } from '../../../shared/boundaries/lm-call';
import type { LmHear } from '../../../shared/boundaries/lm-hear';
import { plainText } from '../../call/call-text';
import { textOr } from '../../call/read-json';
import { isOwnMachine } from '../own-machine';
import type { Provider, ProviderOptions, ProviderReply } from '../provider';
import { heard } from '../streamed-pieces';
import { unsupported } from '../unsupported';
import { aiSdkError } from './error';
import { type AiProvider, type AiSdkPackage, checkContract, loadProvider } from './load';
import type { AiModel, AiPart } from './model';
import { callOptions } from './options';
import { isEnded, joinedParts, readResult } from './read-result';

interface AiSdkOptions extends ProviderOptions {
  readonly wanted: AiSdkPackage;
}

/** Any provider of the AI SDK that the user has installed, by the contract that `@ai-sdk/provider` publishes. */
export class AiSdkProvider implements Provider {
  readonly name = 'ai_sdk';
  private readonly provider: AiProvider;

  /** Throws LM_PROVIDER_PACKAGE. */
  constructor(private readonly options: AiSdkOptions) {
    const { wanted, rootDir, apiKey, baseUrl, fetch } = options;
    // A server that wants no key gets one that is none: a package would look for one in the environment, and insist.
    const key = apiKey ?? (baseUrl === undefined ? undefined : 'none');
    const given = { ...(key !== undefined && { apiKey: key }), ...(baseUrl !== undefined && { baseURL: baseUrl }), fetch };
    this.provider = loadProvider(wanted, rootDir, given);
  }

  get host(): string {
    const { baseUrl, wanted } = this.options;
    return baseUrl === undefined ? `the host of ${wanted.package}` : new URL(baseUrl).host;
  }

  get isFree(): boolean {
    return this.options.baseUrl !== undefined && isOwnMachine(this.options.baseUrl);
  }

  async send(call: LmCall, signal?: AbortSignal, hear?: LmHear): Promise<ProviderReply> {
    try {
      if (call.operation === 'embed') return await this.embed(call, signal);
      const model = this.provider.languageModel(call.model);
      checkContract(model, this.options.wanted);
      return call.stream ? await this.stream(model, call, signal, hear) : await this.generate(model, call, signal);
    } catch (error) {
      const reply = aiSdkError(error);
      if (reply === null) throw refusedByPackage(error, call) ?? error;
      return reply;
    }
  }

  private async generate(model: AiModel, call: LmCall, signal: AbortSignal | undefined): Promise<LmMessageReply> {
    const result = await model.doGenerate(callOptions(call, model.specificationVersion, signal));
    refuseLeftOut(result.warnings, call);
    return readResult(result, call);
  }

  private async stream(model: AiModel, call: LmCall, signal?: AbortSignal, hear?: LmHear): Promise<LmMessageReply> {
    const { stream } = await model.doStream(callOptions(call, model.specificationVersion, signal));
    const parts: AiPart[] = [];
    return heard(stream as unknown as AsyncIterable<AiPart>, hear, {
      keep: (part) => {
        if (part.type === 'error') throw part.error;
        if (part.type === 'stream-start') refuseLeftOut(part.warnings as AiPart[], call);
        parts.push(part);
        const said = textOr(part.delta, '');
        return part.type === 'text-delta' ? { text: said } : part.type === 'reasoning-delta' ? { thought: said } : {};
      },
      read: () => readResult(joinedParts(parts), call),
      isEnded: () => isEnded(joinedParts(parts)),
    });
  }

  private async embed(call: LmCall, abortSignal: AbortSignal | undefined): Promise<ProviderReply> {
    const { provider } = this;
    const model = provider.embeddingModel?.(call.model) ?? provider.textEmbeddingModel?.(call.model);
    if (model === undefined) throw unsupported(call.model, 'asks for embeddings', `${this.options.wanted.package} has none`);
    checkContract(model, this.options.wanted);
    const values = call.messages.map(({ parts }) => plainText(parts));
    const { embeddings, usage } = await model.doEmbed({ values, ...(abortSignal && { abortSignal }) });
    return { kind: 'embeddings', vectors: embeddings, usage: { inputTokens: usage?.tokens ?? 0, outputTokens: 0 }, model: call.model };
  }
}

/** What a package leaves out of a request it says in a warning: a reply without it answers another question. */
function refuseLeftOut(warnings: readonly AiPart[] | undefined, { model }: LmCall): void {
  const names = (warnings ?? []).filter(({ type }) => type.startsWith('unsupported')).map((one) => one.feature ?? one.setting ?? one.tool);
  if (names.length > 0) throw unsupported(model, `has ${names.map(nameOf).join(', ')}`, 'the package of the provider leaves it out');
}

function nameOf(left: unknown): string {
  return typeof left === 'string' ? left : textOr((left as { name?: unknown }).name, 'a tool');
}

/** What a package will not send at all, such as a sound to a model that hears none. */
function refusedByPackage(error: unknown, { model }: LmCall): Error | undefined {
  const { name, functionality, message } = error as { name?: string; functionality?: string; message?: string };
  if (name !== 'AI_UnsupportedFunctionalityError') return undefined;
  return unsupported(model, `has ${functionality ?? 'what the package cannot send'}`, message ?? '');
}
