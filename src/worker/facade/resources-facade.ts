import type { Resource } from '../../resources/scope/resource-scope';
import type { SpawnedProcess } from '../../resources/scope/spawned-process';
import type { HeldFacade, LineWait, ProcessFacade, ResourcesFacade, SpawnRequest } from '../../shared/boundaries/facade';
import type { TestContext } from '../context/test-context';
import { redactingErrors } from '../errors/redacted-error';

/** What the sandbox may do with one context's resources. */
export function resourcesFacade(context: TestContext): ResourcesFacade {
  const scope = () => context.resources;
  return Object.freeze({
    async port(openedAt: string) {
      const held = await scope().port(openedAt);
      return Object.freeze({ ...released(held), port: held.value });
    },
    spawn: (request: SpawnRequest, openedAt: string) => shown(context, () => spawn(context, request, openedAt)),
    tempDir: () => withPath(scope().tempDir()),
    tempFile: (name: string | undefined, content: string | Uint8Array) => withPath(scope().tempFile(name, content)),
    trackPort: (port: number, openedAt: string) => released(scope().trackPort(port, openedAt)),
    trackProcess: (pid: number, openedAt: string) => released(scope().trackProcess(pid, openedAt)),
    trackFile: (path: string, openedAt: string) => released(scope().trackFile(path, openedAt)),
  });
}

async function spawn(context: TestContext, request: SpawnRequest, openedAt: string): Promise<ProcessFacade> {
  const held = await context.resources.spawn(await context.startOptions(request), openedAt);
  await isReady(held.value, request.ready);
  const { value: started } = held;
  return Object.freeze({
    ...released(held),
    pid: started.pid,
    output: () => started.output,
    write: (text: string) => started.write(text),
    closeInput: () => started.closeInput(),
    ended: async () => JSON.stringify(await started.ended),
    waitForLine: ({ matches, what, timeoutMs }: LineWait) => shown(context, () => started.waitForLine(matches, what, timeoutMs)),
  });
}

async function isReady(started: SpawnedProcess, ready: SpawnRequest['ready']): Promise<void> {
  if (ready === null) return;
  if ('port' in ready) await started.waitForPort(ready.port, ready.timeoutMs);
  else await started.waitForLine(ready.matches, ready.what, ready.timeoutMs);
}

function withPath(held: Resource<string>): HeldFacade & { readonly path: string } {
  return Object.freeze({ ...released(held), path: held.value });
}

function released(held: Resource<unknown>): HeldFacade {
  return Object.freeze({ release: () => held.release() });
}

/** What a process has said is in the errors of waiting for it. */
function shown<T>(context: TestContext, work: () => Promise<T>): Promise<T> {
  return redactingErrors((text) => context.cassettes.redact(text), work);
}
