import type { SharedScope } from '../../resources/scope/shared-scope';
import type { SharedStart } from '../../shared/boundaries/facade';

/** A test file, as far as one is told apart from another. */
export type SharingFile = object;

interface Thing {
  readonly scope: SharedScope;
  /** Null: the file that started it is over. */
  file: SharingFile | null;
  started: Promise<SharedStart>;
  /** What other files get of it; null while it is started, and where it cannot leave its own. */
  portable: SharedStart['portable'];
}

/** What the tests of a worker share by name. Each is started once, and ends with the worker, or with its file where it cannot leave that. */
export class SharedThings {
  private readonly things = new Map<string, Thing>();

  /** What `name` is, started for the first who asks. One whose start fails is started again by the next. */
  share(name: string, file: SharingFile, start: () => Promise<SharedStart>, open: () => SharedScope): Promise<SharedStart> {
    const known = this.things.get(name);
    if (known !== undefined) return known.started;
    const scope = open();
    const thing: Thing = { scope, file, started: scope.run(start), portable: null };
    this.things.set(name, thing);
    thing.started.then(
      ({ portable }) => (thing.portable = portable),
      // Whoever asked is told why it did not start; what went wrong after that is no news.
      () => this.giveUp(name, thing).catch(() => undefined),
    );
    return thing.started;
  }

  /** The file is over: ends what it has started and no other can use, as the file holds something of it. Nothing is kept of its memory. */
  async endOf(file: SharingFile, holdsFor: (scope: SharedScope) => boolean): Promise<void> {
    for (const [name, thing] of [...this.things].filter(([, one]) => one.file === file)) {
      const { portable, scope } = thing;
      if (portable === null || scope.isBoundToFile || holdsFor(scope)) await this.giveUp(name, thing);
      else Object.assign(thing, { file: null, started: Promise.resolve({ value: undefined, portable: copied(portable) }) });
    }
  }

  private giveUp(name: string, { scope }: Thing): Promise<void> {
    if (this.things.get(name)?.scope === scope) this.things.delete(name);
    return scope.close();
  }
}

/** Of this realm's own objects. */
function copied({ text, handles }: NonNullable<SharedStart['portable']>): SharedStart['portable'] {
  return { text, handles: Array.from(handles, (handle) => ({ ...handle })) };
}
