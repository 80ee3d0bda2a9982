import { existsSync } from 'node:fs';
import { defaultFolder } from '../../report/report-files';
import { shownConfig } from '../config/shown-config';

/** Where the report of the last run lies: what is named, the usual place, or that of a config whose `rootDir` is another folder. */
export async function reportFolder(named: string | undefined): Promise<string> {
  if (named !== undefined) return named;
  const usual = defaultFolder('', process.env);
  if (existsSync(usual)) return usual;
  // Where there is no Jest to ask, the error is that there is no report in the usual place.
  return shownConfig(process.cwd(), process.env).then(
    ({ globalConfig }) => defaultFolder(globalConfig.rootDir, process.env),
    () => usual,
  );
}
