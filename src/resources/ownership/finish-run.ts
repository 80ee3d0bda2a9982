import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { openForPackage } from '../os/own-openings';
import { variablesOfPlaces } from './claims-folder';

const PROGRAM = join(__dirname, 'watchdog-program.js');

/** What ends a run whose host is gone, and removes what it has left; `folder` is the run's. Nothing is done while the host lives. */
export function finishCommand(folder: string): readonly string[] {
  return [process.execPath, PROGRAM, folder];
}

/** Finishes a run from a process of it that finds its host gone: nobody knows who else of the run is left, and not stopped. */
export function finishRun(folder: string): void {
  /* v8 ignore next -- who calls it is a worker at its end, whom the program that this starts kills with the rest of the run */
  openForPackage(() =>
    spawn(process.execPath, finishCommand(folder).slice(1), { detached: true, stdio: 'ignore', cwd: '/', env: variablesOfPlaces() }),
  ).unref();
}
