import { type CassettePlace, cassettePlace } from '../../lm/cassettes/cassette-places';
import { type DspexOptions, parseOptions } from '../../shared/options/options';
import { type ShownConfig, shownConfig } from './shown-config';

/** Where a Jest project keeps its cassettes. */
export interface CassetteProject extends CassettePlace {
  readonly rootDir: string;
  readonly maxAgeDays: number;
  /** Patterns of what looks like a secret and is none. */
  readonly notSecret: readonly string[];
  readonly options: DspexOptions;
  /** As the config says it: what a file's docblock is merged over. */
  readonly testEnvironmentOptions: object;
}

/** A Jest project, and how its tests find Python. */
export interface TypedProject {
  readonly rootDir: string;
  readonly python: { readonly executable?: string | undefined; readonly path: readonly string[] };
}

/** As Jest itself reads the config: one entry to each folder of cassettes. */
export async function cassetteProjects(cwd: string, env: NodeJS.ProcessEnv): Promise<CassetteProject[]> {
  const { configs, globalConfig } = await shownConfig(cwd, env);
  const projects = configs.map(({ rootDir, testEnvironmentOptions = {} }) => {
    const options = parseOptions(testEnvironmentOptions.dspex, 'testEnvironmentOptions');
    const { dir, maxAgeDays, notSecret } = options.lm.cassettes;
    const place = cassettePlace({ rootDir, runRootDir: globalConfig.rootDir, dir, env });
    return { rootDir, maxAgeDays, notSecret, options, testEnvironmentOptions, ...place };
  });
  return projects.filter(({ root }, index) => projects.findIndex((other) => other.root === root) === index);
}

/** How the tests of each Jest project find Python. */
export async function typedProjects(cwd: string, env: NodeJS.ProcessEnv): Promise<TypedProject[]> {
  return typedProjectsOf(await shownConfig(cwd, env));
}

export function typedProjectsOf({ configs }: ShownConfig): TypedProject[] {
  return configs.map(({ rootDir, testEnvironmentOptions }) => ({
    rootDir,
    python: parseOptions(testEnvironmentOptions?.dspex, 'testEnvironmentOptions').python,
  }));
}
