import { expectTypeOf } from 'expect-type';
import { z } from 'zod';
import { dspex } from '../../src/sandbox';

export async function tools(): Promise<void> {
  const find = dspex.tool({
    name: 'find',
    parameters: z.object({ id: z.number(), day: z.coerce.date().optional() }),
    run: ({ id, day }, { signal }) => {
      expectTypeOf(id).toEqualTypeOf<number>();
      expectTypeOf(day).toEqualTypeOf<Date | undefined>();
      expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
      return { found: id };
    },
  });
  const plain = dspex.tool({
    name: 'plain',
    parameters: { type: 'object' },
    run: (args) => expectTypeOf(args).toEqualTypeOf<Record<string, unknown>>(),
  });
  await dspex.createProgram({ signature: 'question -> answer', module: 'react', tools: [find, plain, 'shop:find_order'] });
  await dspex.loadModule('shop:Agent', { tools: [find, plain] });
  // @ts-expect-error: a tool has a function
  dspex.tool({ name: 'find' });
}
