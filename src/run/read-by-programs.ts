export interface ToldToPrograms {
  readonly silent?: boolean;
  readonly json?: boolean;
  readonly outputFile?: string;
}

/** Nobody asked for words: `--silent`, results in JSON on standard output, an editor that shows them itself. */
export function isReadByPrograms(
  { silent, json, outputFile }: ToldToPrograms,
  project?: { readonly testLocationInResults?: boolean },
): boolean {
  return silent === true || (json === true && !outputFile) || project?.testLocationInResults === true;
}
