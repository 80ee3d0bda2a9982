import { expectTypeOf } from 'expect-type';
import { buildProgram } from '../../factories';
import { dspex, type Inputs, type Outputs } from '../../src/sandbox';

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
expectTypeOf<Outputs<'q -> x: Somebody'>>().toEqualTypeOf<{ x: unknown }>();
expectTypeOf<Outputs<string>>().toEqualTypeOf<Unknown>();

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

  const typed = await dspex.createProgram({ signature: { inputs: { letter: 'str' }, outputs: { person: { type: { name: 'str' } } } } });
  expectTypeOf((await typed.execute({ letter: 'x' })).outputs).toEqualTypeOf<Unknown>();

  const module = await dspex.loadModule<{ ticket: string }, { queue: string }>('support.triage:Triage');
  expectTypeOf((await module.execute({ ticket: 'x' })).outputs.queue).toEqualTypeOf<string>();
}
