import { makeFolderLater } from './make-folder';

/** Other runs may remove the empty folder as often as they end a test; not so often between two calls of the system. */
const MOST_ATTEMPTS = 100;
/** What making a folder, or writing into it, meets when one on the way to it goes at that moment. */
const GONE_MEANWHILE = ['ENOENT', 'ENOTDIR', 'EEXIST'];

/** Does `work` in a folder that is there: another run that removed a recording may have taken the empty folder with it, and then it is made again. */
export async function inMadeFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      await makeFolderLater(folder);
      return await work();
    } catch (error) {
      if (!GONE_MEANWHILE.includes((error as NodeJS.ErrnoException).code ?? '') || attempt === MOST_ATTEMPTS) throw error;
    }
  }
}
