import { messageBody } from '../../../src/lm/real/anthropic/request';
import { withoutForeign } from '../../../src/lm/real/foreign';
import { generateBody } from '../../../src/lm/real/gemini/request';
import { interactionBody } from '../../../src/lm/real/genai/request';
import { completionBody } from '../../../src/lm/real/openai/request';
import type { ProviderName } from '../../../src/lm/real/provider';
import { refuseUnsupported } from '../../../src/lm/real/unsupported';
import type { LmCall } from '../../../src/shared/boundaries/lm-call';
import { isDspexError } from '../../../src/shared/errors';
import { Random } from '../../torture/random';
import { DECODE, keyOf } from './keys';
import { drawnMeaning, type Meaning, neighboursOf } from './meanings';
import { asInteraction } from './spoken-interactions';
import { asChat, asResponses } from './spoken-openai';
import { asAnthropic, asGemini, asOllama } from './spoken-others';

type Json = Record<string, unknown>;

type Wire = keyof typeof DECODE;

const SPOKEN: Readonly<Record<Wire, (meaning: Meaning, random: Random) => Json | null>> = {
  openai: asChat,
  openai_responses: asResponses,
  anthropic: asAnthropic,
  gemini: asGemini,
  gemini_interactions: asInteraction,
  ollama: asOllama,
};
const WIRES = Object.keys(DECODE) as Wire[];

/** The body that a provider is sent for a call, read as it would read it. */
const READ_BY: Readonly<Record<Exclude<ProviderName, 'ai_sdk'>, (call: LmCall) => LmCall>> = {
  openai: (call) => DECODE.openai(completionBody(call, false)),
  anthropic: (call) => DECODE.anthropic(messageBody(call)),
  gemini: (call) => DECODE.gemini(generateBody(call)),
};

/** Meanings that are drawn at random, each in the words of every API. */
export function describeSpellings(seed: number, count: number): void {
  const draws = Array.from({ length: count }, (_, index) => {
    const random = new Random(seed + index);
    const meaning = drawnMeaning(random);
    const spoken = WIRES.flatMap((wire) => [0, 1].map(() => [wire, SPOKEN[wire](meaning, random)] as const));
    return { meaning, spoken: spoken.filter((one): one is readonly [Wire, Json] => one[1] !== null) };
  });

  // Fails when one thing that is asked for has two recordings, by the API or the spelling that a client chose.
  test('what means the same has one key, in every spelling of every API', () => {
    const apart = draws.filter(({ spoken }) => new Set(spoken.map(([wire, body]) => keyOf(DECODE[wire](body)))).size > 1);
    expect(apart.slice(0, 2)).toEqual([]);
    expect(draws.flatMap(({ spoken }) => spoken).length).toBeGreaterThan(5 * count);
  });

  // Fails when one recording answers for two things that are asked for, were they as near as they can be.
  test('what means something else never has the same key', () => {
    const near = draws
      .slice(0, count / 3)
      .flatMap(({ meaning }, index) => neighboursOf(meaning).map((other) => [meaning, other, seed + index] as const));
    const keyIn = (wire: Wire, meaning: Meaning, seed: number): string | null => {
      const body = SPOKEN[wire](meaning, new Random(seed));
      return body === null ? null : keyOf(DECODE[wire](body));
    };
    const shared = WIRES.flatMap((wire) =>
      near.flatMap(([one, other, seed]) => {
        const key = keyIn(wire, one, seed);
        return key !== null && key === keyIn(wire, other, seed) ? [[wire, one, other]] : [];
      }),
    );
    expect(shared.slice(0, 1)).toEqual([]);
    expect(near.length).toBeGreaterThan(3 * count);
  });

  // Fails when a provider is asked for something else than the program asked for in the words of another API, or when what it cannot be
  // asked for is left out without a word.
  describe.each(Object.entries(READ_BY))('asked by any API, a provider of %s', (name, readBy) => {
    const provider = name as Exclude<ProviderName, 'ai_sdk'>;
    const outcomes = draws.flatMap(({ meaning, spoken }) =>
      spoken.map(([wire, body]) => ({ meaning, wire, ...sentTo(provider, DECODE[wire](body)) })),
    );

    test('is asked for what was meant', () => {
      const changed = outcomes.filter(({ call, sent }) => sent !== null && keyOf(readBy(sent)) !== keyOf(call));
      expect(changed.slice(0, 1)).toEqual([]);
      expect(outcomes.filter(({ sent }) => sent !== null).length).toBeGreaterThan(count);
    });

    test('refuses by name, with both wires, what it has no place for', () => {
      const refused = outcomes.filter(({ error }) => error !== null);
      for (const { error, wire, meaning } of refused) {
        expect(error).toContain('LM_REQUEST_UNSUPPORTED');
        expect(error).toContain(`over the wire ${wire}, and the wire ${provider} of the provider`);
        expect(error).toMatch(meaning.seed === undefined ? / n [23]/ : /seed/);
      }
      expect(new Set(refused.map(({ wire }) => wire)).size).toBe(provider === 'anthropic' ? 4 : 0);
    });
  });

  // Fails when Gemini's Interactions are asked for something else than the program asked them for: only what came over them goes there.
  test('Interactions are asked for what was meant', () => {
    const calls = draws.flatMap(({ spoken }) =>
      spoken.flatMap(([wire, body]) => (wire === 'gemini_interactions' ? [DECODE[wire](body)] : [])),
    );
    const changed = calls.filter((call) => keyOf(DECODE.gemini_interactions(interactionBody(call))) !== keyOf(call));
    expect(changed.slice(0, 1)).toEqual([]);
    expect(calls.length).toBeGreaterThan(count);
  });
}

function sentTo(provider: ProviderName, call: LmCall): { call: LmCall; sent: LmCall | null; error: string | null } {
  try {
    refuseUnsupported(call, provider);
    return { call, sent: withoutForeign(call, provider), error: null };
  } catch (error) {
    if (!isDspexError(error)) throw error;
    return { call, sent: null, error: error.message };
  }
}
