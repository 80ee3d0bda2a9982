import type { ToolCallFacade, ToolFunction } from '../../shared/boundaries/tool-call';

/** Functions of the test's that programs in Python call, by program and name. */
export class Tools {
  private readonly all = new Map<string, ToolFunction>();

  register(programId: string, tools: Readonly<Record<string, ToolFunction>>): void {
    for (const [name, run] of Object.entries(tools)) this.all.set(keyOf(programId, name), run);
  }

  forget(programId: string): void {
    for (const key of [...this.all.keys()]) if (key.startsWith(keyOf(programId, ''))) this.all.delete(key);
  }

  call(programId: string, name: string, args: unknown, call: ToolCallFacade): unknown {
    return this.all.get(keyOf(programId, name))?.(args, call);
  }

  /** For a copy of their process. */
  copyTo(other: Tools): void {
    for (const [key, run] of this.all) other.all.set(key, run);
  }

  /** Gives the function that drops what was registered since. */
  mark(): () => void {
    const before = new Set(this.all.keys());
    return () => {
      for (const key of [...this.all.keys()]) if (!before.has(key)) this.all.delete(key);
    };
  }
}

function keyOf(programId: string, name: string): string {
  return `${programId}\n${name}`;
}
