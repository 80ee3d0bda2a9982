import { join } from 'node:path';

const SCRIPTS = join(__dirname, '../../../scripts');

/** Calls what a script exports. Scripts are ES modules for plain Node, and have no types. */
export async function ask(script: string, name: string, ...args: unknown[]): Promise<unknown> {
  const { [name]: asked } = await import(join(SCRIPTS, script));
  return asked(...args);
}
