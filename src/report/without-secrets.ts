import type { Redactor } from '../lm/secrets/redact';
import type { Report } from '../shared/boundaries/report';

/** A report whose names hold no secrets: tests are named by their authors, sometimes after what they were tried with. Its texts are clean already. */
export function withoutSecrets({ texts, files, ...others }: Report, redactor: Redactor): Report {
  const clean = redactor.snapshot();
  return {
    ...redactor.value(others),
    files: files.map((file) => ({
      ...file,
      file: clean(file.file),
      project: file.project === null ? null : clean(file.project),
      tests: file.tests.map((test) => ({ ...test, fullName: clean(test.fullName) })),
    })),
    texts,
  };
}
