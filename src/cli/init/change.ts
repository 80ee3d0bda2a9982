/** A file that init writes. */
export interface Change {
  /** Relative to the project's folder, with slashes. */
  readonly path: string;
  /** Null: it is new. */
  readonly before: string | null;
  readonly after: string;
}

/** What a person has to do, since a program cannot do it well. */
export interface ToDo {
  readonly what: string;
  /** What to write or to type. */
  readonly next: string;
}

export interface Plan {
  readonly changes: readonly Change[];
  readonly toDo: readonly ToDo[];
}

/** Several plans as one. */
export function joined(plans: readonly Plan[]): Plan {
  return {
    changes: plans.flatMap(({ changes }) => changes).filter(({ before, after }) => before !== after),
    toDo: plans.flatMap(({ toDo }) => toDo),
  };
}
