import type { LmCall } from '../../shared/boundaries/lm-call';
import type { ProviderName, ProviderReply, ProviderWire } from './provider';

/** What decides on which wire a call is asked. */
export interface WireChoice {
  readonly provider: ProviderName;
  /** What a call of OpenAI's Responses is asked by. `auto`: by themselves, and by chat completions of a server that has no such route. */
  readonly wire: 'auto' | 'chat' | 'responses';
  /** True of a server that is not OpenAI's. */
  readonly isOwnServer: boolean;
  /** Whether the client is there that asks Gemini's Interactions. */
  readonly hasInteractions: () => boolean;
}

/** The wires on which the calls of one file are asked: the one that they came over where the provider speaks it, else its own. */
export class AskedWires {
  private isWithoutResponses = false;

  constructor(private readonly choice: WireChoice) {}

  of({ api, operation }: Pick<LmCall, 'api' | 'operation'>): ProviderWire {
    const { provider, wire, hasInteractions } = this.choice;
    if (provider === 'gemini' && api === 'gemini_interactions' && hasInteractions()) return api;
    const isResponse = provider === 'openai' && api === 'openai_responses' && operation === 'generate';
    return isResponse && wire !== 'chat' && !this.isWithoutResponses ? api : provider;
  }

  /** True where an answer says that the server has no such route: from then on, calls are asked otherwise. */
  learn(asked: ProviderWire, { model }: LmCall, reply: ProviderReply): boolean {
    const { wire, isOwnServer } = this.choice;
    if (asked !== 'openai_responses' || wire !== 'auto' || !isOwnServer || reply.kind !== 'error') return false;
    this.isWithoutResponses ||= saysNoRoute(reply, model);
    return this.isWithoutResponses;
  }
}

/** A model that is not there is told by the same status, and by its name. */
function saysNoRoute({ status, message, body, code }: Extract<ProviderReply, { kind: 'error' }>, model: string): boolean {
  if (status === 405 || status === 501) return true;
  const said = `${message} ${body?.text ?? ''} ${code ?? ''}`;
  return status === 404 && !/model_not_found|\bmodel\b/i.test(said) && !(model !== '' && said.includes(`"${model}"`));
}
