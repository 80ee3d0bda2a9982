import { posix } from 'node:path';
import { setupModule } from '../../shared/own-setup';
import type { ToDo } from './change';
import { addElement, addProperties, type Edit, replaceValue } from './edit-object';
import { ENVIRONMENT_FILE, fromRootDir } from './environment-file';
import { type ObjectText, propertyOf, textOf } from './object-text';
import { type ConfigPlace, ownSetups } from './own-setups';

export const PRESET = '@dspex/jest-preset';

/** Without a preset, that is what it consists of. */
const PARTS: readonly (readonly [key: string, module: string])[] = [
  ['testEnvironment', `${PRESET}/environment`],
  ['globalSetup', setupModule('globalSetup')],
  ['globalTeardown', setupModule('globalTeardown')],
];

export interface ConfigEdits {
  readonly edits: readonly Edit[];
  readonly toDo: readonly ToDo[];
  /** The environment that ours has to stand on; undefined where it is jest-environment-node. */
  readonly base: string | undefined;
}

/** What makes a config ours, or one of its `projects`. Nothing where it is. */
export function editsOf(config: ObjectText, place: ConfigPlace): ConfigEdits {
  const quote = quoteOf(config);
  const environment = environmentOf(config, quote, posix.dirname(place.path));
  const reporters = place.isProject ? NO_EDITS : reportersOf(config, quote, ['ts-jest', PRESET]);
  const added = [...presetEntries(config, quote), ...reporters.added, ...environment.added];
  return {
    edits: [...presetReplaced(config, quote), ...environment.edits, ...reporters.edits, ...addProperties(config, added)],
    toDo: ownSetups(config, place),
    base: environment.base,
  };
}

/** Our reporter in a config that names `projects`: Jest reads reporters there alone, and not those of a project or its preset. */
export function rootEdits(config: ObjectText): Edit[] {
  const hasPreset = propertyOf(config, 'preset') !== undefined;
  const { edits, added } = reportersOf(config, quoteOf(config), hasPreset ? [PRESET] : []);
  return [...edits, ...addProperties(config, added)];
}

type Quote = (text: string) => string;
type Entries = readonly (readonly [string, string])[];

function quoteOf({ text, node, isJson }: ObjectText): Quote {
  const usesDouble = isJson || (/"/.test(text.slice(node.start, node.end)) && !/'/.test(text.slice(node.start, node.end)));
  return (word) => (usesDouble ? JSON.stringify(word) : `'${word}'`);
}

/** ts-jest's own preset says no more than ours does where ts-jest is installed. */
function presetReplaced(config: ObjectText, quote: Quote): Edit[] {
  const preset = propertyOf(config, 'preset');
  return preset !== undefined && textOf(preset) === 'ts-jest' ? [replaceValue(preset, quote(PRESET))] : [];
}

/** Jest takes one preset: beside another, ours is written out. */
function presetEntries(config: ObjectText, quote: Quote): Entries {
  const preset = propertyOf(config, 'preset');
  if (preset === undefined) return [['preset', quote(PRESET)]];
  if (['ts-jest', PRESET].includes(textOf(preset) ?? '')) return [];
  const missing = PARTS.filter(([key]) => propertyOf(config, key) === undefined);
  return missing.map(([key, module]) => [key, quote(module)] as const);
}

interface PartEdits {
  readonly edits: readonly Edit[];
  readonly added: Entries;
}

const NO_EDITS: PartEdits = { edits: [], added: [] };

interface EnvironmentEdits extends PartEdits {
  readonly base: string | undefined;
}

/** An environment of the user's own replaces the preset's: ours is put on it. */
function environmentOf(config: ObjectText, quote: Quote, folder: string): EnvironmentEdits {
  const value = propertyOf(config, 'testEnvironment');
  const name = textOf(value);
  const none = { ...NO_EDITS, base: undefined };
  if (value === undefined || name === undefined || name.startsWith(PRESET) || name.includes(ENVIRONMENT_FILE)) return none;
  if (name === 'node' || name === 'jest-environment-node') return { ...none, edits: [replaceValue(value, quote(`${PRESET}/environment`))] };
  const rootDir = posix.join(folder, textOf(propertyOf(config, 'rootDir')) ?? '.');
  return { ...none, edits: [replaceValue(value, quote(fromRootDir(rootDir)))], base: name };
}

/** Beside the config's own, or the only ones, where no preset brings them. */
function reportersOf(config: ObjectText, quote: Quote, bring: readonly string[]): PartEdits {
  const ours = quote(`${PRESET}/reporter`);
  const list = propertyOf(config, 'reporters');
  if (list === undefined) {
    const isBrought = bring.includes(textOf(propertyOf(config, 'preset')) ?? PRESET);
    return isBrought ? NO_EDITS : { edits: [], added: [['reporters', `[${quote('default')}, ${ours}]`]] };
  }
  const isThere = list.type !== 'ArrayExpression' || config.text.slice(list.start, list.end).includes(`${PRESET}/reporter`);
  return isThere ? NO_EDITS : { edits: [addElement(list, ours)], added: [] };
}
