import type { CommandParams } from '../shared/boundaries/bridge';
import { decodeValues } from '../shared/values/values';
import type { AdapterRequestOptions } from './adapter';
import { unsupported } from './adapter-errors';
import type { MockRun } from './mock-run';

/** The modules of a program that hold one another, the outermost first, as DSPy tells of them. */
const MODULES: Readonly<Record<string, readonly string[]>> = {
  predict: ['Predict'],
  chain_of_thought: ['ChainOfThought', 'Predict'],
  react: ['ReAct', 'ChainOfThought', 'Predict'],
};

const NOT_ENDED = new AbortController().signal;

/** The status messages of a program without Python: it has modules and an LM call, and no tools. DSPy itself says nothing of these. */
export class MockStatus {
  private readonly modules: readonly string[];
  private readonly says: (moment: string, about: Readonly<Record<string, unknown>>) => Promise<void>;

  constructor(
    private readonly run: MockRun,
    status: CommandParams<'stream'>['status'],
    { tools = {}, reader }: AdapterRequestOptions,
  ) {
    if (typeof status === 'string') throw unsupported(`status messages of the Python provider "${status}"`);
    this.modules = MODULES[run.program.module] ?? [];
    this.says = async (moment, about) => {
      const said = decodeValues(await tools[moment]?.(about, { signal: NOT_ENDED }));
      if (said !== undefined && said !== null && said !== '') reader?.take(JSON.stringify({ status: String(said) }));
    };
  }

  async begin(): Promise<void> {
    const { inputs, model } = this.run;
    for (const name of this.modules) await this.says('moduleStart', { name, inputs });
    await this.says('lmStart', { name: model, inputs });
  }

  async end(outputs: Readonly<Record<string, unknown>>): Promise<void> {
    await this.says('lmEnd', { outputs });
    for (const _ of this.modules) await this.says('moduleEnd', { outputs });
  }
}
