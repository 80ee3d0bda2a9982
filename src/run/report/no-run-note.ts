import { sep } from 'node:path';
import { PACKAGE_FOLDER } from '../../shared/own-folders';
import { callOurs } from '../../shared/own-setup';

/** A project of a run, as Jest tells reporters of it. */
export interface NotedProject {
  readonly testEnvironment?: string;
  readonly globalSetup?: string | null | undefined;
}

/** Why a run whose tests have our environment ends without a summary; null where none of its projects has it. */
export function noRunNote(projects: readonly NotedProject[]): string | null {
  const ours = projects.find(({ testEnvironment }) => testEnvironment?.startsWith(PACKAGE_FOLDER + sep));
  if (ours === undefined) return null;
  const { globalSetup } = ours;
  if (!globalSetup) return noteOf('the config has no globalSetup of the preset', "preset: '@dspex/jest-preset',   # in the config of Jest");
  return noteOf(`${globalSetup} replaces the globalSetup of the preset, and does not call it`, `${callOurs('globalSetup')}   // in it`);
}

function noteOf(why: string, next: string): string {
  return `\ndspex\n  no summary, no report\n    why:  ${why}\n    next: ${next}\n\n`;
}
