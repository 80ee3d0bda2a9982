const CLASSES = ['Headers', 'Request', 'Response'] as const;
const METHODS = ['set', 'append', 'delete'] as const;

type Classes = Pick<typeof globalThis, (typeof CLASSES)[number]>;
type Methods = Pick<Headers, (typeof METHODS)[number]>;

/** Classes of the Fetch standard that remember how header names were written, which the standard's own forget and http shows. */
export interface Recording {
  readonly classes: Classes;
  readonly methods: Methods;
}

/** The platform's own; unknown until something asks for one of them. */
let platform: Recording | undefined;

/** Whether Node has them: asked by name, as reading one loads them. */
export function hasClasses(): boolean {
  return CLASSES.every((name) => name in globalThis);
}

/** Remembers the platform's classes as soon as anything asks for one: Node loads them then, which most files can do without. */
export function watchPlatform(): void {
  if (CLASSES.every(isNotLoaded)) for (const name of CLASSES) rememberWhenRead(name);
  else platformsOwn();
}

function isNotLoaded(name: (typeof CLASSES)[number]): boolean {
  return Object.getOwnPropertyDescriptor(globalThis, name)?.get !== undefined;
}

/** Node's own descriptor becomes a plain value when it is read; so does this one. */
function rememberWhenRead(name: (typeof CLASSES)[number]): void {
  const nodes = Object.getOwnPropertyDescriptor(globalThis, name) as PropertyDescriptor;
  Object.defineProperty(globalThis, name, {
    ...nodes,
    get() {
      Object.defineProperty(globalThis, name, nodes);
      platformsOwn();
      return globalThis[name];
    },
  });
}

function platformsOwn(): Recording {
  platform ??= readRecording();
  return platform;
}

function readRecording(): Recording {
  const { Headers, Request, Response } = globalThis;
  const { set, append, delete: remove } = Headers.prototype;
  return { classes: { Headers, Request, Response }, methods: { set, append, delete: remove } };
}

/** Runs what changes the platform's classes where they are the platform's own, and puts back what a test has made of them. */
export function onPlatform<T>(work: () => T): T {
  const { Headers } = platformsOwn().classes;
  const { methods } = readRecording();
  const ways = waysBack().map((symbol) => [symbol, Object.getOwnPropertyDescriptor(Headers, symbol) as PropertyDescriptor] as const);
  healHeaders();
  try {
    return work();
  } finally {
    writeHeadersMethods({ methods });
    for (const [symbol, descriptor] of ways) Object.defineProperty(Headers, symbol, descriptor);
  }
}

/**
 * Takes what loading nock has put in the place of the platform's classes, by nock's own way back: on the global they are the platform's
 * again, and so are those that nock itself extends.
 */
export function takeRecording(): Recording {
  const recording = readRecording();
  const [undo] = waysBack();
  if (undo !== undefined) (Reflect.get(globalThis.Headers, undo) as () => void)();
  writeHeadersMethods();
  /* v8 ignore next -- a nock that undoes less than any that is known */
  if (CLASSES.some((name) => globalThis[name] !== platformsOwn().classes[name]))
    throw new Error('nock keeps Headers, Request or Response.');
  return { ...recording, classes: knowingEachOther(recording.classes) };
}

/** nock's Request and Response ask the global Headers for the names that they were given, which remembers none where it is the platform's. */
function knowingEachOther({ Headers, Request, Response }: Classes): Classes {
  const making = <C extends abstract new (...args: never[]) => object>(made: C): C =>
    new Proxy(made, {
      construct(target, args, newTarget) {
        const outer = globalThis.Headers;
        globalThis.Headers = Headers;
        try {
          return Reflect.construct(target, args, newTarget) as object;
        } finally {
          globalThis.Headers = outer;
        }
      },
    });
  return { Headers, Request: making(Request), Response: making(Response) };
}

/** Where copies of nock and msw keep what undoes their change of the class. */
function waysBack(): symbol[] {
  return Object.getOwnPropertySymbols(globalThis.Headers).filter(({ description }) => description === 'kRestorePatches');
}

/** Headers is one class for all realms: what a copy of nock or msw in a test has done to it, the next file would find. */
export function healHeaders(): void {
  if (platform === undefined) return;
  writeHeadersMethods();
  for (const symbol of waysBack()) Reflect.deleteProperty(Headers, symbol);
}

function writeHeadersMethods({ methods }: Pick<Recording, 'methods'> = platformsOwn()): void {
  Object.assign(Headers.prototype, methods);
}

/**
 * Gives them to a sandbox, where a nock or msw of its own would have put them: what it replies over http then keeps its names as they are
 * written. What a test has there of its own stays. Gives what takes them away again.
 */
export function lendRecording(recording: Recording, sandbox: Partial<Classes>): () => void {
  const lent = CLASSES.filter((name) => sandbox[name] === platformsOwn().classes[name]);
  const write = ({ classes, methods }: Recording): void => {
    writeHeadersMethods({ methods });
    for (const name of lent) Object.defineProperty(sandbox, name, { value: classes[name] });
  };
  write(recording);
  return () => write(platformsOwn());
}
