import type { ReportTexts } from '../../report/report-texts';
import type { ReportedFile } from '../../shared/boundaries/report';
import type { ProjectOfRun } from '../../shared/boundaries/run-events';
import { fileLabel } from '../../shared/file-label';
import { FileRecord } from './file-record';

interface ToldOf {
  readonly file: string;
  readonly project?: ProjectOfRun | undefined;
}

/** The test files of a run: one that several projects run is as many files. */
export class FileRecords {
  private readonly records = new Map<string, FileRecord>();

  get all(): FileRecord[] {
    return [...this.records.values()];
  }

  of({ file, project }: ToldOf): FileRecord {
    const key = JSON.stringify([file, project?.id]);
    const record = this.records.get(key) ?? new FileRecord(file, project);
    this.records.set(key, record);
    return record;
  }

  /** In order, so that two runs of the same tests can be compared. */
  toReport(shorten: (path: string) => string, texts: ReportTexts): ReportedFile[] {
    return this.all
      .map((record) => record.toReport(this.projectOf(record), shorten, texts))
      .sort((a, b) => (fileLabel(a) < fileLabel(b) ? -1 : 1));
  }

  /** Its name; a number where several without a name, or of one name, ran the file. */
  private projectOf({ path, project }: FileRecord): string | null {
    const name = project?.name ?? null;
    const alike = this.all.filter((other) => other.path === path && (other.project?.name ?? null) === name);
    if (alike.length === 1) return name;
    const ids = alike.map((other) => other.project?.id ?? '').sort();
    return `${name ?? 'project'} ${ids.indexOf(project?.id ?? '') + 1}`;
  }
}
