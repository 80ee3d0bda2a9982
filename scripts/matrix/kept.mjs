import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesIn, hashOf, ROOT } from '../stamp.mjs';

const FOLDER = join(ROOT, '.stage/matrix/rows');

/** What a row is tried on: an outcome of other sources says nothing of these. */
const sources = () => hashOf(['src', 'factories', 'python', 'test/contract', 'test/e2e', 'test/matrix'].flatMap(filesIn), 'matrix');

/** The rows of a run that was broken off, with `-- --resume`; each is kept as soon as it is known. */
export class KeptRows {
  constructor(mayResume) {
    this.sources = sources();
    this.mayResume = mayResume;
    mkdirSync(FOLDER, { recursive: true });
  }

  /** What was found on these very sources; otherwise what `attempt` finds now. */
  async of(row, attempt) {
    const file = join(FOLDER, `${createHash('sha256').update(JSON.stringify(row)).digest('hex').slice(0, 12)}.json`);
    const kept = this.mayResume && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
    if (kept?.sources === this.sources) return kept.found;
    const found = await attempt();
    writeFileSync(file, JSON.stringify({ row, sources: this.sources, found }));
    return found;
  }
}
