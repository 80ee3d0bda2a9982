import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PYTHON } from '../../scripts/python.mjs';
import { ROOT } from '../../scripts/stamp.mjs';

const require = createRequire(import.meta.url);
// Called after the build: on a fresh checkout there is none when this module loads.
const built = (module) => require(join(ROOT, 'build/src/bridge', module));
const REPLY = {
  kind: 'message',
  text: null,
  fields: { reasoning: 'r', answer: 'a' },
  toolCalls: [],
  finishReason: 'stop',
  usage: { inputTokens: 1, outputTokens: 1 },
  model: 'm',
  chunks: null,
  everyMs: 0,
};

/** Answers a child's LM calls. */
export const asker = {
  user: {
    testName: null,
    answer: async () => ({ callId: 'bench', reply: REPLY }),
    rejected: console.error,
    refused: console.error,
  },
};

const envIn = (folder) => ({ PATH: process.env.PATH, HOME: process.env.HOME, DSPY_CACHEDIR: folder });

/** A fork server of what is compiled here. */
export function openForkServer(folder) {
  const { ForkServer } = built('server/fork-server.js');
  return new ForkServer({
    executable: PYTHON,
    startMethod: 'fork',
    spares: 2,
    ownNetwork: false,
    folder: join(folder, 'py'),
    alsoRemove: [],
    runMark: null,
    env: envIn(folder),
  });
}

/** A child of it that has said hello. */
export function openChild({ socketPath }, folder) {
  return built('child/bridge.js').Bridge.open({
    socketPath,
    defaultModel: 'gpt-4o-mini',
    dspyCache: 'off',
    realBackoff: false,
    helloLimitMs: 30_000,
    world: { cwd: folder, env: envIn(folder), path: [], seed: 1, network: 'guard', allowHosts: [], lmHosts: [] },
    user: asker.user,
    explainEnd: async (pid) => new Error(`child ${pid} ended`),
  });
}
