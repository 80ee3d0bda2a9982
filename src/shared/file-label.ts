/** What a file is called where several projects of a run may have run it. */
export function fileLabel({ file, project }: { readonly file: string; readonly project: string | null }): string {
  return project === null ? file : `${file} (${project})`;
}
