/** The end of the name of a trial, which is a test of its own. */
const TRIAL = / \(trial (\d+) of \d+\)$/;

export function trialName(name: string, number: number, trials: number): string {
  return `${name} (trial ${number} of ${trials})`;
}

/** The name that the trials of a test share, and which of them this is; null for what is no trial. */
export function trialIn(fullName: string): { readonly name: string; readonly number: number } | null {
  const found = TRIAL.exec(fullName);
  return found === null ? null : { name: fullName.slice(0, found.index), number: Number(found[1]) };
}
