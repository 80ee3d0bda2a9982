import { addConfiguredRules } from '../../lm/rules/configured-rules';
import { RuleScope } from '../../lm/rules/rule-scope';
import { namespaceOf } from '../../shared/options/namespace';
import { resolveTest } from '../../shared/options/resolve-test';
import { Context, type ToldCalls } from '../context/context';
import type { FileConfig } from '../context/file-config';
import type { FileLm } from '../lm/file-lm';
import type { FilePython } from '../python/file-python';
import type { FileResources } from '../resources/file-resources';
import type { ContextParts } from '../test/context-parts';
import type { Planned } from '../test/test-plan';

/** The context of a test file: what runs before, between and after its tests. */
export function fileContext(config: FileConfig, lm: FileLm, told: ToldCalls): Context {
  const { options, file, environmentLayer, docblockLayer, runSeed } = config;
  const configured = new RuleScope('config', null, 'the config');
  addConfiguredRules(configured, options.lm.responses);
  const ids = namespaceOf({ file, runSeed });
  return new Context({
    kind: 'file',
    key: `file ${file}`,
    label: file,
    ids,
    resolved: resolveTest({ options, environmentLayer, docblockLayer, env: process.env }),
    cassettes: lm.cassettesOf({ name: null, ordinal: 0 }, () => [ids.namespace], undefined),
    enclosing: configured,
    told,
  });
}

interface ContextsParts {
  readonly config: FileConfig;
  readonly file: Context;
  readonly lm: FileLm;
  readonly python: FilePython;
  readonly resources: FileResources;
  /** Hears of each LM call of the file and its tests. */
  readonly told: ToldCalls;
}

/** The contexts of one file, each with its Python and its resources. */
export class Contexts {
  readonly file: ContextParts;
  private readonly all = new WeakMap<Context, ContextParts>();

  constructor(private readonly parts: ContextsParts) {
    this.file = this.keep(parts.file);
  }

  /** One attempt of a test, as a context of its own. */
  ofTest({ fullName, ordinal, resolved }: Planned, attempt: number): ContextParts {
    const { config, lm, file } = this.parts;
    const cassettes = lm.cassettesOf({ name: fullName, ordinal }, () => [ids.namespace, file.ids.namespace], file.cassettes);
    const shownName = cassettes.owner.name;
    const ids = namespaceOf({ file: config.file, testName: fullName, shownName, ordinal, attempt, runSeed: config.runSeed });
    const context = new Context({
      kind: 'test',
      key: `test ${fullName} ${ordinal} ${attempt}`,
      label: fullName,
      ids,
      resolved,
      cassettes,
      enclosing: file.rules,
      told: this.parts.told,
    });
    return this.keep(context);
  }

  partsOf(context: Context): ContextParts {
    return this.all.get(context) as ContextParts;
  }

  private keep(context: Context): ContextParts {
    const { python, resources, file } = this.parts;
    const parts = {
      context,
      python: python.of(context, context === file ? undefined : this.file.python),
      resources: resources.of(context),
    };
    this.all.set(context, parts);
    return parts;
  }
}
