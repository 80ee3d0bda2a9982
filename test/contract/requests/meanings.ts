import type { Random } from '../../torture/random';

export interface Picture {
  readonly data: string;
}
export interface AskedTool {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly result: string;
}
/** What is said in one turn; of the model, with the calls that it made and what the tools answered. */
export interface Turn {
  readonly by: 'user' | 'model';
  readonly text: string;
  readonly picture?: Picture;
  readonly asked: readonly AskedTool[];
}
export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What a program asks for, in no API's words. */
export interface Meaning {
  readonly system: string;
  readonly turns: readonly Turn[];
  readonly tools: readonly Tool[];
  readonly choice?: 'auto' | 'none' | 'required' | { readonly tool: string };
  readonly temperature?: number;
  readonly topP?: number;
  readonly maxTokens: number;
  readonly stop?: readonly string[];
  readonly seed?: number;
  readonly n?: number;
  readonly schema?: Readonly<Record<string, unknown>>;
}

const WORDS = ['tea', 'größer', '日本', 'a "quote"', 'two\nlines', '😀', '{"json": 1}', ' spaced ', 'null', '<b>'] as const;
const CITY = { type: 'object', properties: { city: { type: 'string' }, days: { type: 'integer' } }, required: ['city'] };

/** A request drawn at random: about half of them say no more than a text. */
export function drawnMeaning(random: Random): Meaning {
  const often = (): boolean => random.below(2) === 0;
  const word = (): string => random.pick(WORDS);
  const tools = often() ? [] : drawnTools(random);
  return {
    system: often() ? '' : `Be ${word()}.`,
    turns: drawnTurns(random, tools, word),
    tools,
    ...(tools.length > 0 &&
      often() && { choice: random.pick<NonNullable<Meaning['choice']>>(['auto', 'none', 'required', { tool: 'weather' }]) }),
    ...(often() && { temperature: random.below(10) / 10 }),
    ...(often() && { topP: random.below(10) / 10 }),
    maxTokens: 10 + random.below(3),
    ...(often() && { stop: often() ? ['END'] : ['END', word()] }),
    ...(random.below(4) === 0 && { seed: random.below(3) }),
    ...(random.below(4) === 0 && { n: 2 + random.below(2) }),
    ...(random.below(4) === 0 && { schema: often() ? CITY : { type: 'object', properties: { a: { type: 'number' } } } }),
  };
}

function drawnTools(random: Random): Tool[] {
  const weather = { name: 'weather', description: random.pick(['Tells it.', 'Says it.']), parameters: CITY };
  const other = { name: 'time', description: 'Tells the time.', parameters: { type: 'object', properties: {} } };
  return random.below(2) === 0 ? [weather] : [weather, other];
}

function drawnTurns(random: Random, tools: readonly Tool[], word: () => string): Turn[] {
  const picture = random.below(5) === 0 ? { picture: { data: Buffer.from(word()).toString('base64') } } : {};
  const first: Turn = { by: 'user', text: `Say ${word()}`, asked: [], ...picture };
  if (random.below(2) === 0) return [first];
  const asked = tools.length === 0 ? [] : Array.from({ length: random.below(3) }, (_, index) => drawnCall(index, word));
  const said: Turn = { by: 'model', text: asked.length > 0 && random.below(2) === 0 ? '' : word(), asked };
  return asked.length > 0 && random.below(2) === 0 ? [first, said] : [first, said, { by: 'user', text: `And ${word()}?`, asked: [] }];
}

function drawnCall(index: number, word: () => string): AskedTool {
  return { name: 'weather', arguments: { city: word(), days: index }, result: `it is ${word()} ${index}` };
}

/** Names that an API or this generator has for something: another one is no meaning. */
const WORDS_OF_FORM = new Set(['by', 'choice', 'data', 'type']);

/** The same but for one text or number, once for each that there is. */
export function neighboursOf<T>(value: T): T[] {
  if (typeof value === 'string') return [`${value}x`] as T[];
  if (typeof value === 'number') return [value + 1] as T[];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    WORDS_OF_FORM.has(name) ? [] : neighboursOf(inner).map((other) => withField(value, name, other) as T),
  );
}

function withField(value: object, name: string, field: unknown): object {
  return Array.isArray(value) ? value.map((item, index) => (String(index) === name ? field : item)) : { ...value, [name]: field };
}
