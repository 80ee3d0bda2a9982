import { PINNED_DSPY } from '../../shared/tested-versions';
import type { CiCommands } from './ci-commands';

/** A pipeline with a job to each layer. The report of each is kept, also of a red run. */
export function gitlabPipeline(commands: CiCommands): string {
  return `# Written by \`npx dspex-jest init --ci gitlab\`.
.dspex:
  image: node:$NODE
  variables: { NODE: "22" }
  before_script:
    - ${commands.install}
  artifacts:
    when: always
    # It lies in the rootDir of Jest's config, such as src.
    paths: [.dspex, '*/.dspex']
    expire_in: 1 week

# No key, no network, no Python.
unit:
  extends: .dspex
  parallel:
    matrix:
      - NODE: ["20", "22", "24"]
  script:
    - TEST_MODE=unit ${commands.jest}
${commands.usesPython ? integrationJob(commands) : ''}
# Asks a real model, and so needs its key: a masked and protected variable GEMINI_TEST_API_KEY. A test file that names no layer runs in this
# one, too: begin it with /** @dspex-layer unit */ where it is not meant to ask.
e2e:
  extends: .dspex
  needs: [${commands.usesPython ? 'unit, integration' : 'unit'}]
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH && $GEMINI_TEST_API_KEY
${withPython(commands)}  script:
    - TEST_MODE=e2e TEST_ONLY=1 ${commands.jest}
`;
}

function integrationJob(commands: CiCommands): string {
  return `
# Real DSPy; what models say comes from rules and committed recordings.
integration:
  extends: .dspex
${withPython(commands)}  script:
    - TEST_MODE=integration TEST_ONLY=1 ${commands.jest}
`;
}

/** Node's image has Python, and no venv. */
function withPython({ usesPython, install, requirements }: CiCommands): string {
  if (!usesPython) return '';
  return `  before_script:
    - apt-get update -q && apt-get install -q -y python3-venv
    - python3 -m venv .venv
    - .venv/bin/python -m pip install -q ${requirements === null ? PINNED_DSPY : `-r ${requirements}`}
    - ${install}
`;
}
