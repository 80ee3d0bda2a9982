import { expectTypeOf } from 'expect-type';
import { buildProgram, buildSignature } from '../../factories';
import { dspex, type Inputs, type Outputs, type Program, type TypedSignature } from '../../src/sandbox';

// biome-ignore lint/suspicious/noExplicitAny: what an unknown signature gives
type Unknown = Record<string, any>;

expectTypeOf<Outputs<'question -> answer'>>().toEqualTypeOf<{ answer: string }>();
expectTypeOf<Inputs<'question, context: list[str] -> answer'>>().toEqualTypeOf<{ question: string; context: string[] }>();
expectTypeOf<Outputs<"ticket -> queue: Literal['billing','tech'], score: float, n: int, ok: bool">>().toEqualTypeOf<{
  queue: 'billing' | 'tech';
  score: number;
  n: number;
  ok: boolean;
}>();
expectTypeOf<Outputs<'q -> a: Optional[str], b: str | None, c: list[Optional[int]], d: dict[str, list[int]], e: Any'>>().toEqualTypeOf<{
  a: string | null;
  b: string | null;
  c: (number | null)[];
  d: Record<string, number[]>;
  // biome-ignore lint/suspicious/noExplicitAny: Python's Any
  e: any;
}>();
expectTypeOf<Outputs<"q -> s: Literal['a, b', \"it's\", 3, True, None]">>().toEqualTypeOf<{ s: 'a, b' | "it's" | 3 | true | null }>();
expectTypeOf<Outputs<'  q\n ->\n answer :  str ,\n  tags:list[ str ]  '>>().toEqualTypeOf<{ answer: string; tags: string[] }>();
expectTypeOf<Inputs<'n: int, xs: list[int], o: Union[str, int] -> a'>>().toEqualTypeOf<{
  n: number | bigint;
  xs: (number | bigint)[];
  o: string | number | bigint;
}>();
expectTypeOf<Outputs<'q -> x: Somebody'>>().toEqualTypeOf<{ x: unknown }>();
expectTypeOf<Outputs<string>>().toEqualTypeOf<Unknown>();

export async function modules(): Promise<void> {
  const typed: Program<{ ticket: string }, { queue: string }> = await dspex.loadModule('support:Triage');
  expectTypeOf((await typed.execute({ ticket: 'x' })).outputs).toEqualTypeOf<{ queue: string }>();
  const own = await dspex.loadModule<{ ticket: string }, { queue: string }>('support:Triage');
  // @ts-expect-error: the input is called ticket
  await own.execute({ tikcet: 'x' });
}

export async function programs(): Promise<void> {
  const { outputs } = await dspex.run("ticket -> queue: Literal['billing', 'tech']", { ticket: 'x' });
  expectTypeOf(outputs.queue).toEqualTypeOf<'billing' | 'tech'>();
  // @ts-expect-error: the input is called ticket
  await dspex.run('ticket -> queue', { tikcet: 'x' });
  // @ts-expect-error: the input is text
  await dspex.run('ticket -> queue', { ticket: 3 });

  const thinking = await dspex.createProgram({ signature: 'question -> score: float', module: 'chain_of_thought' });
  expectTypeOf((await thinking.execute({ question: 'q' })).outputs).toEqualTypeOf<{ score: number } & { reasoning: string }>();

  const built = await dspex.createProgram(buildProgram({ signature: 'ticket -> urgent: bool' }));
  expectTypeOf((await built.execute({ ticket: 'x' })).outputs.urgent).toEqualTypeOf<boolean>();
  const standard = await dspex.createProgram(buildProgram());
  expectTypeOf((await standard.execute({ question: 'x' })).outputs.answer).toEqualTypeOf<string>();

  const typed = await dspex.createProgram({
    signature: {
      inputs: { letter: 'str', pages: { type: 'integer' } },
      outputs: {
        person: {
          type: { name: 'str', tags: 'list[str]', job: { type: { title: "Literal['chef', 'cook']" } } },
          description: 'who wrote it',
        },
        mood: { enum: ['glad', 'sad'] },
        ages: { type: 'array', items: { anyOf: [{ type: 'integer' }, { type: 'null' }] } },
        place: { type: 'object', properties: { town: { type: 'string' } } },
        other: { type: 'Optional[float]', description: 'anything' },
      },
    },
  });
  expectTypeOf((await typed.execute({ letter: 'x', pages: 2n ** 64n })).outputs).toEqualTypeOf<{
    person: { name: string; tags: string[]; job: { title: 'chef' | 'cook' } };
    mood: 'glad' | 'sad';
    ages: (number | null)[];
    place: { town: string };
    other: number | null;
  }>();
  // @ts-expect-error: pages is missing
  await typed.execute({ letter: 'x' });

  const loose: TypedSignature = buildSignature();
  expectTypeOf((await (await dspex.createProgram({ signature: loose })).execute({ any: 'thing' })).outputs).toEqualTypeOf<Unknown>();

  const module = await dspex.loadModule<{ ticket: string }, { queue: string }>('support.triage:Triage');
  expectTypeOf((await module.execute({ ticket: 'x' })).outputs.queue).toEqualTypeOf<string>();

  const program = await dspex.createProgram({ signature: 'question -> answer, score: int' });
  for await (const piece of program.stream(
    { question: 'x' },
    { fields: ['answer', { field: 'score' }], status: { toolStart: ({ name }) => name } },
  )) {
    if ('outputs' in piece) expectTypeOf(piece.outputs).toEqualTypeOf<{ answer: string; score: number }>();
    else if ('status' in piece) expectTypeOf(piece.status).toEqualTypeOf<string>();
    else if ('field' in piece) expectTypeOf(piece.text).toEqualTypeOf<string>();
    else expectTypeOf(piece.value).toEqualTypeOf<unknown>();
  }
  // @ts-expect-error: question is text
  program.stream({ question: 3 });

  const tickets = [{ question: 'x', label: 3 }];
  const result = await dspex.evaluate(program, tickets, (example, { score }) => {
    expectTypeOf(example.label).toEqualTypeOf<number>();
    return score === example.label;
  });
  expectTypeOf(result.results[0]?.outputs).toEqualTypeOf<{ answer: string; score: number } | null | undefined>();
  await dspex.evaluate(program, 'tickets.csv', (row, { answer }) => row.label === answer);
  await dspex.evaluate(program, tickets, 'pkg.mod:metric');
  // @ts-expect-error: no path
  await dspex.evaluate(program, tickets, 'metric');

  const better = await dspex.optimize(program, {
    optimizer: 'GEPA',
    trainset: tickets,
    metric: (example, { score }, { predictor }) => {
      expectTypeOf(predictor).toEqualTypeOf<string | null>();
      return { score: score - example.label, feedback: 'no' };
    },
  });
  expectTypeOf(better).toEqualTypeOf(program);
  await dspex.optimize([program, program], { optimizer: 'Ensemble' });
  // @ts-expect-error: no such optimiser
  await dspex.optimize(program, { optimizer: 'Better' });
}
