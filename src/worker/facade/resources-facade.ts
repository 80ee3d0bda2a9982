import type { Resource } from '../../resources/scope/resource-scope';
import type { SpawnedProcess } from '../../resources/scope/spawned-process';
import type { HeldFacade, LineWait, ProcessFacade, ResourcesFacade, SharedStart, SpawnRequest } from '../../shared/boundaries/facade';
import { type Redact, redactingErrors } from '../errors/redacted-error';
import type { ContextResources } from '../resources/file-resources';

/** What the sandbox may do with one context's resources. */
export function resourcesFacade(resources: ContextResources, redact: Redact): ResourcesFacade {
  const scope = () => resources.scope;
  return Object.freeze({
    async port(openedAt: string) {
      const held = await scope().port(openedAt);
      return Object.freeze({ ...released(held), port: held.value });
    },
    // What a process has said is in the errors of waiting for it.
    spawn: (request: SpawnRequest, openedAt: string) => redactingErrors(redact, () => spawn(resources, redact, request, openedAt)),
    tempDir: () => withPath(scope().tempDir()),
    tempFile: (name: string | undefined, content: string | Uint8Array) => withPath(scope().tempFile(name, content)),
    trackPort: (port: number, openedAt: string) => released(scope().trackPort(port, openedAt)),
    trackProcess: (pid: number, openedAt: string) => released(scope().trackProcess(pid, openedAt)),
    trackFile: (path: string, openedAt: string) => released(scope().trackFile(path, openedAt)),
    share: (name: string, start: () => Promise<SharedStart>) => resources.share(name, start),
  });
}

async function spawn(resources: ContextResources, redact: Redact, request: SpawnRequest, openedAt: string): Promise<ProcessFacade> {
  const held = await resources.scope.spawn(await resources.startOptions(request), openedAt);
  await isReady(held.value, request.ready);
  const { value: started } = held;
  return Object.freeze({
    ...released(held),
    pid: started.pid,
    output: () => started.output,
    write: (text: string) => started.write(text),
    eachLine: (onLine: (line: string) => void) => started.eachLine(onLine),
    closeInput: () => started.closeInput(),
    ended: async () => JSON.stringify(await started.ended),
    waitForLine: ({ matches, what, timeoutMs }: LineWait) => redactingErrors(redact, () => started.waitForLine(matches, what, timeoutMs)),
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
