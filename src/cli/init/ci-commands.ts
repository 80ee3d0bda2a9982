import type { PackageManager } from '../../project/package-manager';

/** What the jobs of a project type. */
export interface CiCommands {
  readonly packageManager: PackageManager;
  /** Installs what the lock file says. */
  readonly install: string;
  readonly jest: string;
  /** The command of this package, without what it is to do. */
  readonly dspexJest: string;
  /** There are Python sources, or DSPy. */
  readonly usesPython: boolean;
  /** The file that pip installs from; null: DSPy alone, pinned. */
  readonly requirements: string | null;
}
